//! sms-encoding
