//! The phone numbers that an account has or could have.

mod available;
mod owned;

use http_client::Request;
use serde::Deserialize;

use crate::api::{Api, ApiError, Next, Onward, Page, with_query};
use crate::sid::NumberSid;

pub use available::{AvailableNumber, Country, InvalidCountry, NumberKind, NumberSearch};
pub use owned::{Callbacks, OwnedNumber, Purchase, Uses};

/// As many as certainly fit into an answer.
const PAGE: &str = "20";

/// The phone numbers that an account has or could have
/// ([IncomingPhoneNumber](https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource),
/// [AvailablePhoneNumber](https://www.twilio.com/docs/phone-numbers/api/availablephonenumber-resource)).
#[derive(Clone, Copy, Debug)]
pub struct Numbers<'a> {
    api: &'a Api,
}

impl<'a> Numbers<'a> {
    pub(crate) const fn of(api: &'a Api) -> Self {
        Self { api }
    }

    /// Looks for numbers that can be bought.
    ///
    /// # Errors
    /// When the country has none of the kind ([`ApiError::is_not_found`]) or Twilio doesn't say.
    pub async fn search(&self, search: &NumberSearch) -> Result<Vec<AvailableNumber>, ApiError> {
        let (country, kind) = (
            search.country.as_str(),
            format!("{}.json", search.kind.as_str()),
        );
        let url = self
            .api
            .numbers_url(&["AvailablePhoneNumbers", country, &kind]);
        let mut query = search.query();
        query.push(("PageSize", PAGE.to_owned()));
        let list = self
            .api
            .ask::<Available>(Request::get(with_query(url, query)));
        Ok(list.await?.available_phone_numbers)
    }

    /// Buys a number: from now on it costs money every month.
    ///
    /// # Errors
    /// When Twilio refuses, or doesn't say: where [`ApiError::may_be_done`], look at [`Self::list`] before buying again.
    pub async fn buy(&self, purchase: &Purchase) -> Result<OwnedNumber, ApiError> {
        let url = self.api.numbers_url(&["IncomingPhoneNumbers.json"]);
        self.api.ask(Request::post(url).form(purchase.form())).await
    }

    /// The numbers that the account has.
    ///
    /// # Errors
    /// When Twilio doesn't say.
    pub async fn list(&self) -> Result<Page<OwnedNumber>, ApiError> {
        self.page(&[("PageSize".to_owned(), PAGE.to_owned())]).await
    }

    /// The page after another one.
    ///
    /// # Errors
    /// When Twilio doesn't say.
    pub async fn next(&self, next: &Next) -> Result<Page<OwnedNumber>, ApiError> {
        self.page(next.query()).await
    }

    async fn page(&self, query: &[(String, String)]) -> Result<Page<OwnedNumber>, ApiError> {
        let url = self.api.numbers_url(&["IncomingPhoneNumbers.json"]);
        let url = with_query(url, query.iter().map(|(key, value)| (key, value)));
        let list = self.api.ask::<Owned>(Request::get(url)).await?;
        Ok(Page {
            items: list.incoming_phone_numbers,
            next: Next::of(list.onward.next_page_uri.as_deref()),
        })
    }

    /// Says where a number's messages, calls and call statuses go.
    ///
    /// # Errors
    /// When Twilio refuses or doesn't say.
    pub async fn configure(
        &self,
        number: &NumberSid,
        callbacks: &Callbacks,
    ) -> Result<OwnedNumber, ApiError> {
        let url = self.one(number);
        self.api
            .ask(Request::post(url).form(callbacks.form()))
            .await
    }

    /// Gives a number back. It costs nothing any more, and somebody else may get it.
    ///
    /// # Errors
    /// When Twilio refuses or doesn't say.
    pub async fn release(&self, number: &NumberSid) -> Result<(), ApiError> {
        let request = Request::new(http_client::Method::DELETE, self.one(number));
        self.api.done(request).await.map(|_| ())
    }

    fn one(self, number: &NumberSid) -> http_client::Url {
        let resource = format!("{number}.json");
        self.api.numbers_url(&["IncomingPhoneNumbers", &resource])
    }
}

#[derive(Deserialize)]
struct Available {
    available_phone_numbers: Vec<AvailableNumber>,
}

#[derive(Deserialize)]
struct Owned {
    incoming_phone_numbers: Vec<OwnedNumber>,
    #[serde(flatten)]
    onward: Onward,
}
