//! The rows in the order of the table. Each group has a file of the same name in every peer.

mod channels;
mod environs;
mod fork_join;
mod load;
mod locks;
mod mutex;
mod scopes;
mod signals;
mod spawn;
mod tasks;
mod threads;
mod timers;

use crate::measure::{Context, Outcome};
use std::future::Future;

pub struct Row {
    pub name: &'static str,
    /// A run does a multiple of so many operations; given the size.
    pub granule: fn(u64) -> u64,
    /// The row does one granule, however long that takes.
    pub once: bool,
    pub run: fn(&Context) -> Outcome,
}

impl Row {
    pub fn whole(&self, operations: f64, size: u64) -> u64 {
        let granule = (self.granule)(size);
        if self.once {
            granule
        } else {
            ((operations / granule as f64).round() as u64).max(1) * granule
        }
    }
}

const fn row(name: &'static str, granule: fn(u64) -> u64, run: fn(&Context) -> Outcome) -> Row {
    Row { name, granule, once: false, run }
}

const ROWS: &[Row] = &[
    row("spawn_local", |_| spawn::CHUNK, spawn::spawn_local),
    row("spawn_remote", |_| spawn::CHUNK, spawn::spawn_remote),
    row("spawn_join", |_| spawn::CHUNK, spawn::spawn_join),
    row("chained_spawn", |_| spawn::CHAIN, spawn::chained_spawn),
    row("yield_1", |tasks| tasks, tasks::yield_many),
    row("yield_200", |tasks| tasks, tasks::yield_many),
    row("ping_pong", |_| 1, tasks::ping_pong),
    row("oneshot", |_| 1, tasks::oneshot),
    row("async_call_suspending", |_| 1, tasks::async_call_suspending),
    row("mutex_uncontended", |tasks| tasks, mutex::mutex),
    row("mutex_contended", |tasks| tasks, mutex::mutex),
    row("mutex_across_await", |tasks| tasks, mutex::mutex_across_await),
    row("semaphore", |tasks| tasks, locks::semaphore),
    row("rwlock", |tasks| tasks, locks::rwlock),
    row("mpsc_pingpong", |_| 1, channels::ping_pong),
    row("mpsc_stream", |tasks| tasks, channels::stream),
    row("mpsc_stream_4", |tasks| tasks, channels::stream),
    row("mpsc_unbounded", |_| channels::CHUNK, channels::unbounded),
    // mpmc_stream, rendezvous: tokio's queues have one receiver, and a capacity of 1 at least.
    row("select_2", |_| 2, channels::select_of_two),
    row("notify", |_| 1, signals::notify),
    row("broadcast", |_| 1, signals::to_all),
    row("watch", |_| 1, signals::watching),
    row("request_roundtrip", |_| 1, signals::requesting),
    row("timer_insert_cancel", |size| size.max(timers::ARMED), timers::timer_insert_cancel),
    // delay_queue: not in tokio itself.
    row("sleep_100k", |tasks| tasks, timers::sleep_many),
    row("timeout_ready", |_| 1, timers::timeout_ready),
    row("timeout_yield", |_| 1, timers::timeout_yield),
    row("fib_20", fork_join::fib_spawns, fork_join::fib),
    row("skynet", fork_join::skynet_tasks, fork_join::skynet),
    row("scope_4", |_| 1, scopes::scope_of_four),
    row("for_each_async", |items| items, scopes::for_each),
    row("blocking_handoff", |_| 1, threads::blocking_handoff),
    row("foreign_wake", |_| 1, threads::foreign_wake),
    row("block_on_empty", |_| 1, threads::block_on_empty),
    row("runtime_start_stop", |_| 1, threads::runtime_start_stop),
    row("wake_latency", |_| 1, load::wake_latency),
    Row { name: "memory_per_task", granule: |tasks| tasks, once: true, run: load::memory_per_task },
    Row { name: "spawn_100k", granule: |tasks| tasks, once: true, run: spawn::spawn_join },
    Row { name: "processors", granule: |_| 1, once: true, run: environs::processors },
];

pub fn find(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name)
}

/// Runs the row's root as a task on a worker, while this thread waits.
pub fn on_worker<F>(context: &Context, root: F) -> F::Output
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    context.runtime.block_on(async { tokio::spawn(root).await.expect("the root") })
}
