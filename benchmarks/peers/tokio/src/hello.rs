//! Begins a runtime, yields to it once, says hello and ends.

#[tokio::main]
async fn main() {
    tokio::task::yield_now().await;
    println!("hello");
}
