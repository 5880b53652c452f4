//! What a page reads from the platform before there is anything to show: a skeleton meanwhile, then the content, or what went
//! wrong with a button that tries again.

use leptos::prelude::*;

use super::{failure::Failure, locale::use_locale};
use crate::{api::ApiError, ui::Loading};

/// Shows `resource`: a skeleton until it has come, `children` with what came, or why it failed. When it is read again, what is
/// there stays until the new content has come.
#[component]
pub fn Loaded<T, View, Content>(
    /// The resource.
    resource: LocalResource<Result<T, ApiError>>,
    /// What stands there until it has come; a skeleton, unless something else is given.
    #[prop(optional, into)]
    fallback: Option<ViewFnOnce>,
    /// The heading over a failure, for content that brings its own heading along.
    #[prop(optional)]
    failure_title: Option<&'static str>,
    /// Shows what came.
    children: Content,
) -> impl IntoView
where
    T: Clone + 'static,
    View: IntoView + 'static,
    Content: Fn(T) -> View + Send + Sync + 'static,
{
    let locale = use_locale();
    let fallback = fallback.unwrap_or_else(|| (move || view! { <Loading locale /> }).into());
    let pending = RwSignal::new(false);
    let failure = move |error: ApiError| {
        let retry = Callback::new(move |()| resource.refetch());
        let failure = view! { <Failure locale error retry pending /> };
        match failure_title {
            None => failure.into_any(),
            Some(title) => view! {
                <section aria-label=title>
                    <h2>{title}</h2>
                    {failure}
                </section>
            }
            .into_any(),
        }
    };
    view! {
        <Transition fallback=fallback set_pending=pending>
            {move || {
                resource
                    .get()
                    .map(|outcome| match outcome {
                        Ok(content) => children(content).into_any(),
                        Err(error) => failure(error),
                    })
            }}
        </Transition>
    }
}
