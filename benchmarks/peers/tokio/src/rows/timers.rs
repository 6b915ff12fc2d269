//! timer_insert_cancel, sleep_100k, timeout_ready, timeout_yield

use super::on_worker;
use crate::measure::{Context, Outcome};
use std::future::{poll_fn, Future};
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::task::{unconstrained, yield_now};
use tokio::time::{sleep, timeout, Sleep};

const LONG: Duration = Duration::from_secs(10);
/// So many at least, that arming the live set (which is not counted) leaves enough to measure.
pub const ARMED: u64 = 10_000;
const LIVE: Duration = Duration::from_secs(3600);
const LIMIT: Duration = Duration::from_secs(1);
const LONGEST_SLEEP: u64 = 50;

/// One operation: arm a timer for ten seconds and cancel it, while `size` other timers are armed.
pub fn timer_insert_cancel(context: &Context) -> Outcome {
    let (operations, live) = (context.operations, context.size);
    // Unconstrained: else a task that never returns stops registering timers after 128 of them.
    let took = on_worker(
        context,
        unconstrained(async move {
            let mut others: Vec<Pin<Box<Sleep>>> =
                (0..live).map(|i| Box::pin(sleep(LIVE + Duration::from_millis(i % 60_000)))).collect();
            for other in &mut others {
                arm(other.as_mut()).await;
            }
            let start = Instant::now();
            for _ in 0..operations {
                let timer = sleep(LONG);
                tokio::pin!(timer);
                arm(timer.as_mut()).await;
            }
            start.elapsed()
        }),
    );
    Outcome { nanoseconds: Some(took.as_nanos() as u64), ..Outcome::default() }
}

/// A timer of tokio is armed when it is polled first, and cancelled when it is dropped.
async fn arm(mut timer: Pin<&mut Sleep>) {
    poll_fn(|context| {
        assert!(timer.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await
}

/// One operation: spawn a task that sleeps 1 to 50 ms, and await it; `size` at a time. Counted is the time beyond 50 ms.
pub fn sleep_many(context: &Context) -> Outcome {
    let (rounds, tasks) = (context.operations / context.size, context.size);
    let start = Instant::now();
    on_worker(context, async move {
        for _ in 0..rounds {
            let handles: Vec<_> = (0..tasks).map(|i| tokio::spawn(sleep(Duration::from_millis(1 + i % LONGEST_SLEEP)))).collect();
            for handle in handles {
                handle.await.unwrap();
            }
        }
    });
    let ideal = Duration::from_millis(LONGEST_SLEEP * rounds);
    Outcome { nanoseconds: Some((start.elapsed() - ideal).as_nanos() as u64), ..Outcome::default() }
}

/// One operation: a time limit around something that is ready at once.
pub fn timeout_ready(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        let mut sum = 0;
        for i in 0..operations {
            sum += timeout(LIMIT, async { i }).await.unwrap();
        }
        assert_eq!(sum, operations * (operations - 1) / 2);
    });
    Outcome::default()
}

/// One operation: a time limit around something that yields once.
pub fn timeout_yield(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        let mut sum = 0;
        for i in 0..operations {
            let operation = async {
                yield_now().await;
                i
            };
            sum += timeout(LIMIT, operation).await.unwrap();
        }
        assert_eq!(sum, operations * (operations - 1) / 2);
    });
    Outcome::default()
}
