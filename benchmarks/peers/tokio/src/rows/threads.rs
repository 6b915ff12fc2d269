//! blocking_handoff, foreign_wake, block_on_empty, runtime_start_stop

use super::on_worker;
use crate::build_runtime;
use crate::measure::{Context, Outcome};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

/// Long enough for every worker to stop spinning and park.
const PAUSE: Duration = Duration::from_millis(1);

/// One operation: a task hands an empty function to a thread that may block, and awaits it.
pub fn blocking_handoff(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        for i in 0..operations {
            assert_eq!(spawn_blocking(move || i).await.unwrap(), i);
        }
    });
    Outcome::default()
}

/// One operation: from a thread's send until the task that waits for it runs; all workers were parked.
pub fn foreign_wake(context: &Context) -> Outcome {
    let mut total = Duration::ZERO;
    for _ in 0..context.operations {
        let (sender, receiver) = oneshot::channel::<Instant>();
        let task = context.runtime.spawn(async { receiver.await.unwrap().elapsed() });
        std::thread::sleep(PAUSE);
        sender.send(Instant::now()).unwrap();
        total += context.runtime.block_on(task).unwrap();
    }
    Outcome { nanoseconds: Some(total.as_nanos() as u64), ..Outcome::default() }
}

/// One operation: a thread has a worker run an empty task, and blocks until it has ended.
pub fn block_on_empty(context: &Context) -> Outcome {
    for _ in 0..context.operations {
        context.runtime.block_on(async { tokio::spawn(async {}).await }).unwrap();
    }
    Outcome::default()
}

/// One operation: build a runtime, run one empty task on a worker, shut down.
pub fn runtime_start_stop(context: &Context) -> Outcome {
    for _ in 0..context.operations {
        let runtime = build_runtime(context.workers);
        runtime.block_on(async { tokio::spawn(async {}).await }).unwrap();
    }
    Outcome::default()
}
