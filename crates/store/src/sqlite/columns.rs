//! How values of the domain stand in a row.

use jiff::Timestamp;
use msg_core::money::{Currency, Money};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{SqliteArgumentsBuffer, SqliteRow, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Encode, Row, Type};

/// A time as whole microseconds since 1970-01-01 UTC.
///
/// As text with a fraction of varying length, `…31.5Z` would sort before `…31Z`.
#[derive(Clone, Copy)]
pub(super) struct Micros(pub(super) Timestamp);

impl Type<sqlx::Sqlite> for Micros {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<sqlx::Sqlite>>::type_info()
    }

    fn compatible(column: &SqliteTypeInfo) -> bool {
        <i64 as Type<sqlx::Sqlite>>::compatible(column)
    }
}

impl Encode<'_, sqlx::Sqlite> for Micros {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<sqlx::Sqlite>::encode_by_ref(&self.0.as_microsecond(), buffer)
    }
}

impl Decode<'_, sqlx::Sqlite> for Micros {
    fn decode(value: SqliteValueRef<'_>) -> Result<Self, BoxDynError> {
        let micros = <i64 as Decode<sqlx::Sqlite>>::decode(value)?;
        Ok(Self(Timestamp::from_microsecond(micros)?))
    }
}

/// The time in `column`.
pub(super) fn time(row: &SqliteRow, column: &str) -> sqlx::Result<Timestamp> {
    row.try_get::<Micros, _>(column).map(|time| time.0)
}

/// The time in `column`, where there is one.
pub(super) fn maybe_time(row: &SqliteRow, column: &str) -> sqlx::Result<Option<Timestamp>> {
    let time = row.try_get::<Option<Micros>, _>(column)?;
    Ok(time.map(|time| time.0))
}

/// The money in `cost_micros` and `cost_currency`.
pub(super) fn cost(row: &SqliteRow) -> sqlx::Result<Option<Money>> {
    let micros: Option<i64> = row.try_get("cost_micros")?;
    let currency: Option<&str> = row.try_get("cost_currency")?;
    let (Some(micros), Some(currency)) = (micros, currency) else {
        return Ok(None);
    };
    let currency = Currency::parse(currency).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Some(Money::from_micros(micros, currency)))
}

/// The value whose name stands in `column`, as `parse` knows it.
pub(super) fn word<T>(
    row: &SqliteRow,
    column: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> sqlx::Result<T> {
    let word: &str = row.try_get(column)?;
    parse(word).ok_or_else(|| unreadable(column))
}

/// A row that this version of the program can't have written.
pub(super) fn unreadable(column: &str) -> sqlx::Error {
    let problem = format!("column {column} holds a value this version doesn't know");
    sqlx::Error::Decode(problem.into())
}
