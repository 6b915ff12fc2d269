//! wake_latency, memory_per_task

use super::on_worker;
use super::spawn::CHUNK;
use crate::counter;
use crate::measure::{Context, Outcome};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::sleep;

const SERVICE: Duration = Duration::from_micros(100);
const LOAD: f64 = 0.5;
const HOUR: Duration = Duration::from_secs(3600);

/// One operation: from a thread's send until the waiting task runs. Sends come at fixed times whatever the tasks do; each task
/// then computes for 100 us, so that the workers are busy half of the time.
pub fn wake_latency(context: &Context) -> Outcome {
    let target = counter::sum() + context.operations;
    let mut senders = Vec::new();
    let mut tasks = Vec::new();
    for _ in 0..context.operations {
        let (sender, receiver) = oneshot::channel::<Instant>();
        senders.push(sender);
        tasks.push(context.runtime.spawn(async {
            counter::add();
            let sent = receiver.await.unwrap();
            let latency = sent.elapsed();
            compute(SERVICE);
            latency
        }));
    }
    while counter::sum() < target {
        std::thread::yield_now();
    }
    send_in_time(senders, SERVICE.div_f64(LOAD * context.workers as f64));
    let mut latencies: Vec<f64> =
        tasks.into_iter().map(|task| context.runtime.block_on(task).unwrap().as_nanos() as f64).collect();
    latencies.sort_by(f64::total_cmp);
    let at = |quantile: f64| latencies[(quantile * (latencies.len() - 1) as f64).round() as usize];
    Outcome { nanoseconds: None, figures: vec![("p50", at(0.5)), ("p99", at(0.99)), ("p999", at(0.999))] }
}

fn send_in_time(senders: Vec<oneshot::Sender<Instant>>, interval: Duration) {
    let mut due = Instant::now();
    for sender in senders {
        due += interval;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        sender.send(Instant::now()).unwrap();
    }
}

fn compute(duration: Duration) {
    let start = Instant::now();
    while start.elapsed() < duration {
        std::hint::spin_loop();
    }
}

/// The growth of the process's peak memory while `size` tasks sleep, per task.
pub fn memory_per_task(context: &Context) -> Outcome {
    let before = status_bytes("VmRSS:");
    let tasks = context.size;
    on_worker(context, async move {
        for begin in (0..tasks).step_by(CHUNK as usize) {
            let chunk = CHUNK.min(tasks - begin);
            let target = counter::sum() + chunk;
            for _ in 0..chunk {
                tokio::spawn(async {
                    counter::add();
                    sleep(HOUR).await;
                });
            }
            while counter::sum() < target {
                yield_now().await;
            }
        }
    });
    let grown = status_bytes("VmHWM:").saturating_sub(before);
    Outcome { nanoseconds: None, figures: vec![("bytes", grown as f64 / tasks as f64)] }
}

fn status_bytes(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with(field)).expect("the field");
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}
