//! Runs a row for about as long as asked and says what it took.

use crate::rows::{self, Row};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// What a row says about its run. `nanoseconds` is there when the row times itself.
#[derive(Default)]
pub struct Outcome {
    pub nanoseconds: Option<u64>,
    pub figures: Vec<(&'static str, f64)>,
}

pub struct Context<'a> {
    pub runtime: &'a Runtime,
    pub workers: usize,
    pub operations: u64,
    pub size: u64,
}

pub struct Measuring<'a> {
    runtime: &'a Runtime,
    workers: usize,
    nanoseconds_per_operation: HashMap<String, f64>,
}

impl<'a> Measuring<'a> {
    pub fn new(runtime: &'a Runtime, workers: usize) -> Self {
        Measuring { runtime, workers, nanoseconds_per_operation: HashMap::new() }
    }

    pub fn answer(&mut self, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (name, millis, size, first) = match words[..] {
            [name, millis, size] => (name, millis, size, false),
            [name, millis, size, "first"] => (name, millis, size, true),
            _ => return error("expected: ROW MILLIS SIZE [first]"),
        };
        let (Ok(millis), Ok(size)) = (millis.parse::<u64>(), size.parse::<u64>()) else { return error("not a number") };
        match rows::find(name) {
            Some(row) if first => self.measure_first(&row, millis, size),
            Some(row) => self.measure(&row, millis, size),
            None => error("no such row"),
        }
    }

    fn measure(&mut self, row: &Row, millis: u64, size: u64) -> String {
        let window = millis as f64 * 1e6;
        let mut operations = match self.nanoseconds_per_operation.get(row.name) {
            Some(known) => row.whole(window / known, size),
            None => row.whole(1.0, size),
        };
        loop {
            let cpu = cpu_nanoseconds();
            let start = Instant::now();
            let outcome = (row.run)(&Context { runtime: self.runtime, workers: self.workers, operations, size });
            let wall = start.elapsed().as_nanos() as u64;
            let cpu = cpu_nanoseconds() - cpu;
            let per_operation = wall as f64 / operations as f64;
            self.nanoseconds_per_operation.insert(row.name.to_string(), per_operation);
            let wanted = row.whole(window / per_operation, size);
            if row.once || wall as f64 >= window / 2.0 || wanted <= operations {
                return json(operations, outcome.nanoseconds.unwrap_or(wall), cpu, &outcome.figures);
            }
            operations = wanted.min(operations * 100); // the first runs are cold, and say too little
        }
    }

    /// All operations from the first on. They are done in short runs, each up to twice as long as the one before, as nobody
    /// knows yet how many fit into the window.
    fn measure_first(&self, row: &Row, millis: u64, size: u64) -> String {
        let window = Duration::from_millis(millis);
        let step = window.as_nanos() as f64 / FIRST_STEPS;
        let mut operations = row.whole(1.0, size);
        let (mut total, mut nanoseconds) = (0, 0);
        let cpu = cpu_nanoseconds();
        let start = Instant::now();
        loop {
            let begun = Instant::now();
            let outcome = (row.run)(&Context { runtime: self.runtime, workers: self.workers, operations, size });
            let wall = begun.elapsed().as_nanos() as u64;
            total += operations;
            nanoseconds += outcome.nanoseconds.unwrap_or(wall);
            if row.once || start.elapsed() >= window {
                return json(total, nanoseconds, cpu_nanoseconds() - cpu, &outcome.figures);
            }
            operations = row.whole((step / wall as f64).min(2.0) * operations as f64, size);
        }
    }
}

/// A cold window has at least so many runs, but for a row whose granule is longer.
const FIRST_STEPS: f64 = 50.0;

fn json(operations: u64, nanoseconds: u64, cpu: u64, figures: &[(&str, f64)]) -> String {
    let figures: Vec<String> = figures.iter().map(|(name, value)| format!("\"{name}\":{value:.1}")).collect();
    format!(
        "{{\"ops\":{operations},\"wall_ns\":{nanoseconds},\"cpu_ns\":{cpu},\"bytes\":null,\"gc\":null,\"figures\":{{{}}}}}",
        figures.join(",")
    )
}

fn error(message: &str) -> String {
    format!("{{\"error\":\"{message}\"}}")
}

fn cpu_nanoseconds() -> u64 {
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut usage) };
    let of = |time: libc::timeval| time.tv_sec as u64 * 1_000_000_000 + time.tv_usec as u64 * 1000;
    of(usage.ru_utime) + of(usage.ru_stime)
}
