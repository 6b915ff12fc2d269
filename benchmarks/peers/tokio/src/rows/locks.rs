//! semaphore, rwlock

use super::on_worker;
use crate::measure::{Context, Outcome};
use std::sync::Arc;
use tokio::sync::{RwLock, Semaphore};
use tokio::task::yield_now;

const PERMITS: usize = 4;
const TURNS_PER_WRITE: u64 = 10;

/// One operation: acquire one of four permits, yield, release; by `size` tasks.
pub fn semaphore(context: &Context) -> Outcome {
    let (tasks, turns) = (context.size, context.operations / context.size);
    on_worker(context, async move {
        let semaphore = Arc::new(Semaphore::new(PERMITS));
        let handles: Vec<_> = (0..tasks)
            .map(|_| {
                let semaphore = semaphore.clone();
                tokio::spawn(async move {
                    for _ in 0..turns {
                        let _permit = semaphore.acquire().await.unwrap();
                        yield_now().await;
                    }
                })
            })
            .collect();
        for handle in handles {
            handle.await.unwrap();
        }
        assert_eq!(semaphore.available_permits(), PERMITS);
    });
    Outcome::default()
}

/// One operation: lock, read, unlock, and each tenth time add one instead; by `size` tasks.
pub fn rwlock(context: &Context) -> Outcome {
    let (tasks, turns) = (context.size, context.operations / context.size);
    on_worker(context, async move {
        let shared = Arc::new(RwLock::new(0));
        let handles: Vec<_> = (0..tasks).map(|_| tokio::spawn(take_turns(shared.clone(), turns))).collect();
        for handle in handles {
            assert!(handle.await.unwrap() <= tasks * turns);
        }
        assert_eq!(*shared.read().await, tasks * turns.div_ceil(TURNS_PER_WRITE));
    });
    Outcome::default()
}

async fn take_turns(shared: Arc<RwLock<u64>>, turns: u64) -> u64 {
    let mut seen = 0;
    for turn in 0..turns {
        if turn % TURNS_PER_WRITE == 0 {
            *shared.write().await += 1;
        } else {
            seen = seen.max(*shared.read().await);
        }
    }
    seen
}
