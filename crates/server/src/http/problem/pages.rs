//! What stands at the address of a problem's type.

use axum::extract::Path;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use http::{HeaderValue, header};
use serde::Serialize;

use super::{Problem, ProblemType};

/// `GET /problems` lists the types, `GET /problems/{slug}` explains one; neither needs a key.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/problems", get(list))
        .route("/problems/{slug}", get(explain))
}

#[derive(Serialize)]
struct Page {
    r#type: String,
    title: &'static str,
    status: u16,
    description: &'static str,
}

impl From<ProblemType> for Page {
    fn from(kind: ProblemType) -> Self {
        Self {
            r#type: kind.uri(),
            title: kind.title(),
            status: kind.status().as_u16(),
            description: kind.about(),
        }
    }
}

/// The table changes with the version of the server only.
const ONE_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

async fn list() -> impl IntoResponse {
    let pages: Vec<Page> = ProblemType::ALL.iter().copied().map(Page::from).collect();
    ([(header::CACHE_CONTROL, ONE_HOUR)], Json(pages))
}

async fn explain(Path(slug): Path<String>) -> Result<impl IntoResponse, Problem> {
    let kind = ProblemType::from_slug(&slug).ok_or(ProblemType::NotFound)?;
    Ok(([(header::CACHE_CONTROL, ONE_HOUR)], Json(Page::from(kind))))
}
