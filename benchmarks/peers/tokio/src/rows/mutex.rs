//! mutex_uncontended, mutex_contended, mutex_across_await

use super::on_worker;
use crate::measure::{Context, Outcome};
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio::task::yield_now;

/// One operation: lock, add one, unlock; by `size` tasks.
pub fn mutex(context: &Context) -> Outcome {
    let (tasks, turns) = (context.size, context.operations / context.size);
    on_worker(context, async move {
        let mutex = Arc::new(Mutex::new(0));
        let handles: Vec<_> = (0..tasks)
            .map(|_| {
                let mutex = mutex.clone();
                tokio::spawn(async move {
                    for _ in 0..turns {
                        *mutex.lock().await += 1;
                    }
                })
            })
            .collect();
        for handle in handles {
            handle.await.unwrap();
        }
        assert_eq!(*mutex.lock().await, tasks * turns);
    });
    Outcome::default()
}

/// One operation: lock, add one, yield, unlock; by `size` tasks.
pub fn mutex_across_await(context: &Context) -> Outcome {
    let (tasks, turns) = (context.size, context.operations / context.size);
    on_worker(context, async move {
        let mutex = Arc::new(Mutex::new(0));
        let handles: Vec<_> = (0..tasks)
            .map(|_| {
                let mutex = mutex.clone();
                tokio::spawn(async move {
                    for _ in 0..turns {
                        let mut value = mutex.lock().await;
                        *value += 1;
                        yield_now().await;
                    }
                })
            })
            .collect();
        for handle in handles {
            handle.await.unwrap();
        }
        assert_eq!(*mutex.lock().await, tasks * turns);
    });
    Outcome::default()
}
