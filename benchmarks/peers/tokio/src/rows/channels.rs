//! mpsc_pingpong, mpsc_stream, mpsc_stream_4, mpsc_unbounded, select_2 (mpmc_stream and rendezvous have no counterpart)

use super::on_worker;
use crate::measure::{Context, Outcome};
use std::sync::Arc;
use tokio::sync::mpsc::{channel, unbounded_channel, Sender};
use tokio::sync::Notify;

pub const CHUNK: u64 = 1000;
const CAPACITY: usize = 128;

/// One operation: an item to another task and back, through two channels of capacity 1.
pub fn ping_pong(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        let (ping, mut pinged) = channel(1);
        let (pong, mut ponged) = channel(1);
        let partner = tokio::spawn(async move {
            for _ in 0..operations {
                pong.send(pinged.recv().await.unwrap()).await.unwrap();
            }
        });
        let mut sum = 0;
        for i in 0..operations {
            ping.send(i).await.unwrap();
            sum += ponged.recv().await.unwrap();
        }
        partner.await.unwrap();
        assert_eq!(sum, sum_below(operations));
    });
    Outcome::default()
}

/// One operation: send and receive an item; `size` tasks send to one.
pub fn stream(context: &Context) -> Outcome {
    let (operations, tasks, turns) = (context.operations, context.size, context.operations / context.size);
    on_worker(context, async move {
        let (sender, mut receiver) = channel(CAPACITY);
        let sending: Vec<_> = (0..tasks).map(|_| tokio::spawn(send(sender.clone(), turns))).collect();
        let mut sum = 0;
        for _ in 0..operations {
            sum += receiver.recv().await.unwrap();
        }
        for task in sending {
            task.await.unwrap();
        }
        assert_eq!(sum, tasks * sum_below(turns));
    });
    Outcome::default()
}

/// One operation: send and receive an item without a bound. The sender waits after each chunk, so that no backlog
/// grows.
pub fn unbounded(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        let (sender, mut receiver) = unbounded_channel();
        let emptied = Arc::new(Notify::new());
        let awaited = emptied.clone();
        let sending = tokio::spawn(async move {
            for i in 0..operations {
                sender.send(i).unwrap();
                if (i + 1) % CHUNK == 0 {
                    awaited.notified().await;
                }
            }
        });
        let mut sum = 0;
        for i in 0..operations {
            sum += receiver.recv().await.unwrap();
            if (i + 1) % CHUNK == 0 {
                emptied.notify_one();
            }
        }
        sending.await.unwrap();
        assert_eq!(sum, sum_below(operations));
    });
    Outcome::default()
}

/// One operation: receive an item from whichever of two channels has one; each has a task that sends.
pub fn select_of_two(context: &Context) -> Outcome {
    let (operations, turns) = (context.operations, context.operations / 2);
    on_worker(context, async move {
        let (left_sender, mut left) = channel(CAPACITY);
        let (right_sender, mut right) = channel(CAPACITY);
        let sending = [tokio::spawn(send(left_sender, turns)), tokio::spawn(send(right_sender, turns))];
        let mut sum = 0;
        for _ in 0..operations {
            sum += tokio::select! {
                Some(item) = left.recv() => item,
                Some(item) = right.recv() => item,
                else => 0,
            };
        }
        for task in sending {
            task.await.unwrap();
        }
        assert_eq!(sum, 2 * sum_below(turns));
    });
    Outcome::default()
}

async fn send(sender: Sender<u64>, turns: u64) {
    for turn in 0..turns {
        sender.send(turn).await.unwrap();
    }
}

pub fn sum_below(count: u64) -> u64 {
    count * (count - 1) / 2
}
