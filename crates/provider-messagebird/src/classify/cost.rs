//! What the vendor says it costs.

use msg_core::money::{Currency, Money};
use serde::Deserialize;
use serde_json::Number;

#[derive(Deserialize)]
pub(super) struct Price {
    amount: Number,
    currency: String,
}

impl Price {
    /// Nothing where it is none, such as a negative one, or finer than a millionth.
    pub(super) fn money(self) -> Option<Money> {
        let currency = Currency::parse(&self.currency).ok()?;
        let amount = self.amount.to_string();
        let (whole, fraction) = amount.split_once('.').unwrap_or((&amount, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || fraction.len() > 6 {
            return None;
        }
        let micros = format!("{whole}{fraction:0<6}").parse().ok()?;
        Some(Money::from_micros(micros, currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_exact_or_left_out() {
        for (json, micros) in [
            (r#"{"amount": 0.075, "currency": "EUR"}"#, Some(75_000)),
            (r#"{"amount": 1, "currency": "EUR"}"#, Some(1_000_000)),
            (r#"{"amount": 12.5, "currency": "USD"}"#, Some(12_500_000)),
            (r#"{"amount": -1, "currency": "EUR"}"#, None),
            (r#"{"amount": 1e-7, "currency": "EUR"}"#, None),
            (r#"{"amount": 0.1234567, "currency": "EUR"}"#, None),
            (r#"{"amount": 1, "currency": "credits"}"#, None),
        ] {
            let price: Price = serde_json::from_str(json).unwrap();
            assert_eq!(price.money().map(Money::micros), micros, "{json}");
        }
    }
}
