//! Not rows of the table, but questions about where the program runs.

use crate::measure::{Context, Outcome};

/// How many processors a runtime would see.
pub fn processors(_: &Context) -> Outcome {
    let count = std::thread::available_parallelism().expect("a number of processors");
    Outcome { nanoseconds: None, figures: vec![("processors", count.get() as f64)] }
}
