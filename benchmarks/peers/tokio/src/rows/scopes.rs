//! scope_4, for_each_async

use super::on_worker;
use crate::measure::{Context, Outcome};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use tokio::task::{yield_now, JoinSet};

const CHILDREN: usize = 4;
const AT_A_TIME: usize = 8;

/// One operation: open a scope with four children that each yield once, and wait for their end.
pub fn scope_of_four(context: &Context) -> Outcome {
    let operations = context.operations;
    on_worker(context, async move {
        for _ in 0..operations {
            let mut set = JoinSet::new();
            for _ in 0..CHILDREN {
                set.spawn(yield_now());
            }
            while let Some(ended) = set.join_next().await {
                ended.unwrap();
            }
        }
    });
    Outcome::default()
}

/// One operation: one item of `size`, which yields once; 8 at a time.
pub fn for_each(context: &Context) -> Outcome {
    let (size, rounds) = (context.size, context.operations / context.size);
    on_worker(context, async move {
        for _ in 0..rounds {
            let sum = Arc::new(AtomicU64::new(0));
            let mut set = JoinSet::new();
            for item in 0..size {
                if set.len() == AT_A_TIME {
                    set.join_next().await.unwrap().unwrap();
                }
                let sum = sum.clone();
                set.spawn(async move {
                    yield_now().await;
                    sum.fetch_add(item, Ordering::Relaxed);
                });
            }
            while let Some(ended) = set.join_next().await {
                ended.unwrap();
            }
            assert_eq!(sum.load(Ordering::Relaxed), size * (size - 1) / 2);
        }
    });
    Outcome::default()
}
