//! The head of a page: where it stands, its name, one sentence, and at most one main action.

use leptos::{html::H1, prelude::*};

use super::{
    breadcrumb::{Breadcrumb, Crumb},
    words,
};

/// Whoever shows pages moves the focus to the heading on navigation; it takes the focus, and no Tab stops there.
#[component]
pub fn PageHeader(
    /// The `h1`.
    #[prop(into)]
    title: Signal<String>,
    /// What the page is for, in one sentence.
    #[prop(optional, into)]
    lead: MaybeProp<String>,
    /// Name of the landmark that holds the pages above.
    #[prop(optional, into)]
    breadcrumb_label: Signal<String>,
    /// The pages above, outermost first.
    #[prop(optional, into)]
    crumbs: Signal<Vec<Crumb>>,
    /// The heading, for whoever moves the focus there.
    #[prop(optional)]
    heading: NodeRef<H1>,
    /// Badges and tags beside the heading.
    #[prop(optional, into)]
    badges: ViewFn,
    /// The main action: one button or link.
    #[prop(optional, into)]
    action: ViewFn,
) -> impl IntoView {
    let lead = move || lead.get().map(|lead| view! { <p class="page-lead">{lead}</p> });
    view! {
        <div class="page-header">
            <Breadcrumb label=breadcrumb_label crumbs />
            <div class="page-title">
                <h1 tabindex="-1" node_ref=heading>
                    {words(move || title.get())}
                </h1>
                {badges.run()}
            </div>
            {lead}
            <div class="page-action">{action.run()}</div>
        </div>
    }
    .into_any()
}
