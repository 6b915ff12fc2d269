//! The tokio side of the comparison: reads `ROW MILLIS SIZE` per line, answers with one line of JSON each.

mod counter;
mod measure;
mod rows;

use std::io::{stdin, BufRead};
use tokio::runtime::{Builder, Runtime};

fn main() {
    unsafe { libc::signal(libc::SIGINT, libc::SIG_IGN) }; // Ctrl+C is for the orchestrator, which closes stdin
    let workers = workers_argument();
    let runtime = build_runtime(workers);
    let mut measuring = measure::Measuring::new(&runtime, workers);
    for line in stdin().lock().lines() {
        println!("{}", measuring.answer(&line.expect("stdin")));
    }
    std::process::exit(0); // without waiting for tasks that sleep for an hour
}

pub fn build_runtime(workers: usize) -> Runtime {
    Builder::new_multi_thread().worker_threads(workers).enable_time().build().expect("a runtime")
}

fn workers_argument() -> usize {
    match std::env::args().collect::<Vec<_>>().as_slice() {
        [_, option, count] if option == "--workers" => count.parse().expect("a number of workers"),
        _ => {
            eprintln!("usage: tokio-peer --workers W");
            std::process::exit(2);
        }
    }
}
