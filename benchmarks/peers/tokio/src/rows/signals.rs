//! notify, broadcast, watch, request_roundtrip

use super::channels::sum_below;
use super::on_worker;
use crate::measure::{Context, Outcome};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, oneshot, watch, Notify};

const CAPACITY: usize = 128;

/// One operation: notify another task, which notifies back.
pub fn notify(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        let (ping, pong) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (pinged, answer) = (ping.clone(), pong.clone());
        let partner = tokio::spawn(async move {
            for _ in 0..operations {
                pinged.notified().await;
                answer.notify_one();
            }
        });
        for _ in 0..operations {
            ping.notify_one();
            pong.notified().await;
        }
        partner.await.unwrap();
    });
    Outcome::default()
}

/// One operation: send an item that `size` tasks receive; the last of them wakes the sender.
pub fn to_all(context: &Context) -> Outcome {
    let (operations, tasks) = (context.operations, context.size);
    on_worker(context, async move {
        let (sender, _) = broadcast::channel(CAPACITY);
        let received = Arc::new(Notify::new());
        let left = Arc::new(AtomicU64::new(tasks));
        let handles: Vec<_> = (0..tasks)
            .map(|_| {
                let (mut own, received, left) = (sender.subscribe(), received.clone(), left.clone());
                tokio::spawn(async move {
                    for item in 0..operations {
                        assert_eq!(own.recv().await, Ok(item));
                        if left.fetch_sub(1, Ordering::AcqRel) == 1 {
                            left.store(tasks, Ordering::Release);
                            received.notify_one();
                        }
                    }
                })
            })
            .collect();
        for item in 0..operations {
            sender.send(item).unwrap();
            received.notified().await;
        }
        for handle in handles {
            handle.await.unwrap();
        }
    });
    Outcome::default()
}

/// One operation: change a value that another task watches, which changes one back.
pub fn watching(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        let (ping, mut pinged) = watch::channel(u64::MAX);
        let (pong, mut ponged) = watch::channel(u64::MAX);
        let partner = tokio::spawn(async move {
            for _ in 0..operations {
                pinged.changed().await.unwrap();
                let value = *pinged.borrow_and_update();
                pong.send(value).unwrap();
            }
            pong
        });
        let mut sum = 0;
        for i in 0..operations {
            ping.send(i).unwrap();
            ponged.changed().await.unwrap();
            sum += *ponged.borrow_and_update();
        }
        partner.await.unwrap();
        assert_eq!(sum, sum_below(operations));
    });
    Outcome::default()
}

/// One operation: send a request to another task, and await its answer.
pub fn requesting(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        let (requests, mut received) = mpsc::channel::<(u64, oneshot::Sender<u64>)>(CAPACITY);
        let partner = tokio::spawn(async move {
            for _ in 0..operations {
                let (value, answer) = received.recv().await.unwrap();
                answer.send(value).unwrap();
            }
        });
        let mut sum = 0;
        for i in 0..operations {
            let (sender, answer) = oneshot::channel();
            requests.send((i, sender)).await.unwrap();
            sum += answer.await.unwrap();
        }
        partner.await.unwrap();
        assert_eq!(sum, sum_below(operations));
    });
    Outcome::default()
}
