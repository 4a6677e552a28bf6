//! One-time passwords through the gateway.
