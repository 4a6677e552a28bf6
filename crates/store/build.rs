//! Builds anew when a migration is added; the compiler itself notices only changes to those it knows.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations/sqlite");
}
