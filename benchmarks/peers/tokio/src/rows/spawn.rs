//! spawn_local, spawn_remote, spawn_join, chained_spawn

use super::on_worker;
use crate::counter;
use crate::measure::{Context, Outcome};
use tokio::sync::oneshot;
use tokio::task::yield_now;

pub const CHUNK: u64 = 10_000;
pub const CHAIN: u64 = 1000;

/// One operation: a task spawns an empty detached one.
pub fn spawn_local(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        for _ in 0..operations / CHUNK {
            let target = counter::sum() + CHUNK;
            for _ in 0..CHUNK {
                tokio::spawn(async { counter::add() });
            }
            while counter::sum() < target {
                yield_now().await;
            }
        }
    });
    Outcome::default()
}

/// One operation: a thread outside of the runtime spawns an empty detached task.
pub fn spawn_remote(context: &Context) -> Outcome {
    for _ in 0..context.operations / CHUNK {
        let target = counter::sum() + CHUNK;
        for _ in 0..CHUNK {
            context.runtime.spawn(async { counter::add() });
        }
        while counter::sum() < target {
            std::thread::yield_now();
        }
    }
    Outcome::default()
}

/// One operation: spawn a task that returns a number, and await it; ten thousand are spawned before the first is awaited.
pub fn spawn_join(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        let mut handles = Vec::with_capacity(CHUNK as usize);
        for _ in 0..operations / CHUNK {
            for i in 0..CHUNK {
                handles.push(tokio::spawn(async move { i }));
            }
            let mut sum = 0;
            for handle in handles.drain(..) {
                sum += handle.await.unwrap();
            }
            assert_eq!(sum, CHUNK * (CHUNK - 1) / 2);
        }
    });
    Outcome::default()
}

/// One operation: a task spawns its successor and ends; a chain has a thousand of them.
pub fn chained_spawn(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        for _ in 0..operations / CHAIN {
            let (done, ended) = oneshot::channel();
            spawn_link(CHAIN - 1, done);
            ended.await.unwrap();
        }
    });
    Outcome::default()
}

fn spawn_link(left: u64, done: oneshot::Sender<()>) {
    tokio::spawn(async move {
        if left == 0 {
            done.send(()).unwrap();
        } else {
            spawn_link(left - 1, done);
        }
    });
}
