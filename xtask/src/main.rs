//! What one does with this project.
fn main() {}
