//! What one connection, and all of them together, may take.

use std::time::Duration;

/// The transport's limits; the default is what production runs with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Connections open at once (10,000); with all slots taken, nothing more is accepted.
    pub connections: usize,
    /// Time from a head's first byte (for the first request: from the connection's start) to its end (10 s).
    pub head_time: Duration,
    /// Bytes of a head: request line, fields and the empty line (16 KiB).
    pub head_bytes: usize,
    /// Fields of a head (100).
    pub headers: usize,
    /// Time from the head's end to the body's end (15 s).
    pub body_time: Duration,
    /// Time from the head's end to the answer (30 s).
    pub request_time: Duration,
    /// Time a connection may stay open between two requests, or an answer may pause once it has begun (60 s).
    pub idle_time: Duration,
    /// Time a peer may take no byte of an answer that waits for it (10 s).
    pub write_time: Duration,
    /// Time the requests in flight have to finish after shutdown began (25 s).
    pub drain_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 10_000,
            head_time: Duration::from_secs(10),
            head_bytes: 16 * 1024,
            headers: 100,
            body_time: Duration::from_secs(15),
            request_time: Duration::from_secs(30),
            idle_time: Duration::from_mins(1),
            write_time: Duration::from_secs(10),
            drain_time: Duration::from_secs(25),
        }
    }
}
