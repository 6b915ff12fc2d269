//! fib_20, skynet

use super::on_worker;
use crate::measure::{Context, Outcome};
use tokio::task::JoinHandle;

const CHILDREN: u64 = 10;

/// The number of spawns in fib(n).
pub fn fib_spawns(n: u64) -> u64 {
    if n < 2 {
        0
    } else {
        1 + fib_spawns(n - 1) + fib_spawns(n - 2)
    }
}

fn fib_of(n: u64) -> u64 {
    if n < 2 {
        n
    } else {
        fib_of(n - 1) + fib_of(n - 2)
    }
}

/// One operation: one spawn and join in fib(`size`), which spawns fib(n - 1) and calls fib(n - 2).
pub fn fib(context: &Context) -> Outcome {
    let (size, rounds) = (context.size, context.operations / fib_spawns(context.size));
    on_worker(context, async move {
        for _ in 0..rounds {
            assert_eq!(fork(size).await, fib_of(size));
        }
    });
    Outcome::default()
}

/// Only the recursive call needs a box; a spawned future lives in its task.
async fn fork(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let other = spawn_fork(n - 1);
    let own = Box::pin(fork(n - 2)).await;
    own + other.await.unwrap()
}

fn spawn_fork(n: u64) -> JoinHandle<u64> {
    tokio::spawn(fork(n))
}

/// The number of tasks in a tree with `leaves` leaves, each inner one with ten children.
pub fn skynet_tasks(leaves: u64) -> u64 {
    if leaves == 1 {
        1
    } else {
        1 + CHILDREN * skynet_tasks(leaves / CHILDREN)
    }
}

/// One operation: one task of a tree with `size` leaves, each with ten children, which sums up the leaves' numbers.
pub fn skynet(context: &Context) -> Outcome {
    let (leaves, rounds) = (context.size, context.operations / skynet_tasks(context.size));
    on_worker(context, async move {
        for _ in 0..rounds {
            assert_eq!(spawn_node(0, leaves).await.unwrap(), leaves * (leaves - 1) / 2);
        }
    });
    Outcome::default()
}

fn spawn_node(number: u64, leaves: u64) -> JoinHandle<u64> {
    tokio::spawn(async move {
        if leaves == 1 {
            return number;
        }
        let share = leaves / CHILDREN;
        let children: Vec<_> = (0..CHILDREN).map(|i| spawn_node(number + i * share, share)).collect();
        let mut sum = 0;
        for child in children {
            sum += child.await.unwrap();
        }
        sum
    })
}
