//! yield_1, yield_200, ping_pong, oneshot, async_call_suspending

use super::on_worker;
use crate::measure::{Context, Outcome};
use tokio::sync::oneshot as oneshot_channel;
use tokio::task::yield_now;

/// One operation: one yield; `size` tasks yield at a time.
pub fn yield_many(context: &Context) -> Outcome {
    let (tasks, yields) = (context.size, context.operations / context.size);
    on_worker(context, async move {
        let handles: Vec<_> = (0..tasks)
            .map(|_| {
                tokio::spawn(async move {
                    for _ in 0..yields {
                        yield_now().await;
                    }
                })
            })
            .collect();
        for handle in handles {
            handle.await.unwrap();
        }
    });
    Outcome::default()
}

/// One operation: spawn a task that spawns a partner, wakes it, and is woken by it; await the first. Two fresh oneshots.
pub fn ping_pong(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        for _ in 0..operations {
            tokio::spawn(async {
                let (ping, pinged) = oneshot_channel::channel();
                let (pong, ponged) = oneshot_channel::channel();
                tokio::spawn(async move { pong.send(pinged.await.unwrap()).unwrap() });
                ping.send(1).unwrap();
                let _: i32 = ponged.await.unwrap();
            })
            .await
            .unwrap();
        }
    });
    Outcome::default()
}

/// One operation: create a oneshot, send, receive.
pub fn oneshot(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        let mut sum = 0;
        for i in 0..operations {
            let (sender, receiver) = oneshot_channel::channel();
            sender.send(i).unwrap();
            sum += receiver.await.unwrap();
        }
        assert_eq!(sum, operations * (operations - 1) / 2);
    });
    Outcome::default()
}

/// One operation: await an async function that suspends once, by a yield.
pub fn async_call_suspending(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        let mut sum = 0;
        for i in 0..operations {
            sum += suspending(i).await;
        }
        assert_eq!(sum, operations * (operations - 1) / 2);
    });
    Outcome::default()
}

async fn suspending(value: u64) -> u64 {
    yield_now().await;
    value
}
