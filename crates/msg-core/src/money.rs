//! Money as whole micro-units of a currency, so that a thousand prices of $0.00645 add up exactly.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// An ISO 4217 currency code, such as `USD`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The United States dollar.
    pub const USD: Self = Self(*b"USD");

    /// The currency with this code.
    ///
    /// # Errors
    /// Anything but three upper-case ASCII letters is refused.
    pub fn parse(code: &str) -> Result<Self, InvalidCurrency> {
        match code.as_bytes() {
            [a, b, c] if [a, b, c].iter().all(|l| l.is_ascii_uppercase()) => Ok(Self([*a, *b, *c])),
            _ => Err(InvalidCurrency),
        }
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("three ASCII letters")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that isn't a currency code.
#[derive(Debug, thiserror::Error)]
#[error("not a currency code: expected three capital letters, such as USD (ISO 4217)")]
pub struct InvalidCurrency;

/// An amount of one currency, in millionths of its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    micros: i64,
    currency: Currency,
}

impl Money {
    /// `micros` millionths of the unit of `currency`.
    pub const fn from_micros(micros: i64, currency: Currency) -> Self {
        Self { micros, currency }
    }

    /// The amount in millionths of the currency's unit.
    pub const fn micros(self) -> i64 {
        self.micros
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The sum, unless the currencies differ or the sum can't be expressed.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let micros = self.micros.checked_add(other.micros)?;
        (self.currency == other.currency).then_some(Self { micros, ..self })
    }

    /// This amount `times` times, unless the product can't be expressed.
    pub fn checked_mul(self, times: u32) -> Option<Self> {
        let micros = self.micros.checked_mul(i64::from(times))?;
        Some(Self { micros, ..self })
    }
}

/// Writes the amount with six decimals and no currency: `0.006450`.
struct Amount(i64);

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let micros = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Amount(self.micros), self.currency)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut money = serializer.serialize_struct("Money", 2)?;
        money.serialize_field("amount", &Amount(self.micros).to_string())?;
        money.serialize_field("currency", self.currency.as_str())?;
        money.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_small_prices_add_up_exactly() {
        let price = Money::from_micros(6_450, Currency::USD);
        let sum = (1..1_000).try_fold(price, |sum, _| sum.checked_add(price));
        assert_eq!(sum.unwrap().to_string(), "6.450000 USD");
        assert_eq!(price.checked_mul(1_000), sum);
    }

    #[test]
    fn amounts_show_six_decimals_and_their_sign() {
        for (micros, text) in [
            (0, "0.000000 USD"),
            (-1, "-0.000001 USD"),
            (7_500, "0.007500 USD"),
            (i64::MIN, "-9223372036854.775808 USD"),
        ] {
            assert_eq!(Money::from_micros(micros, Currency::USD).to_string(), text);
        }
    }

    #[test]
    fn currencies_do_not_mix() {
        let euro = Money::from_micros(1, Currency::parse("EUR").unwrap());
        assert_eq!(euro.checked_add(Money::from_micros(1, Currency::USD)), None);
        for bad in ["", "usd", "EURO", "U$D", "ÉU"] {
            assert!(Currency::parse(bad).is_err(), "{bad}");
        }
    }
}
