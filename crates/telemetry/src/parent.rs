//! The span of another program that a request is part of (W3C Trace Context, §3.2 `traceparent`). Invariant: of what came with the request, the
//! two identifiers and the flags are taken, and nothing that another program wrote beside them (`tracestate`).

use http::HeaderMap;
use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{SpanContext, TraceContextExt as _, TraceState};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// Makes a span, which nobody has entered yet, part of the trace that `headers` name. Without a `traceparent` that can be read, and where there
/// are no traces, nothing changes. A trace that the other program does not record is not recorded here, either.
pub fn continue_trace(span: &Span, headers: &HeaderMap) {
    if span.is_disabled() {
        return;
    }
    if let Some(parent) = parent_of(headers) {
        // Refused where nobody collects traces.
        let _ = span.set_parent(Context::new().with_remote_span_context(parent));
    }
}

fn parent_of(headers: &HeaderMap) -> Option<SpanContext> {
    let context =
        TraceContextPropagator::new().extract_with_context(&Context::new(), &HeaderExtractor(headers));
    let span = context.span();
    let said = span.span_context();
    said.is_valid().then(|| {
        let (trace, span, flags) = (said.trace_id(), said.span_id(), said.trace_flags());
        SpanContext::new(trace, span, flags, true, TraceState::default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const SPAN: &str = "00f067aa0ba902b7";

    fn parent(traceparent: &str) -> Option<SpanContext> {
        let mut headers = HeaderMap::new();
        headers.insert("traceparent", traceparent.parse().expect("a header"));
        headers.insert("tracestate", "vendor=ada".parse().expect("a header"));
        parent_of(&headers)
    }

    #[test]
    fn a_parent_is_read_without_what_stands_beside_it() {
        for (flags, is_sampled) in [("01", true), ("00", false)] {
            let parent = parent(&format!("00-{TRACE}-{SPAN}-{flags}")).expect("a parent");
            assert_eq!(parent.trace_id().to_string(), TRACE);
            assert_eq!(parent.span_id().to_string(), SPAN);
            assert_eq!((parent.is_sampled(), parent.is_remote()), (is_sampled, true));
            assert_eq!(parent.trace_state().header(), "");
        }
    }

    #[test]
    fn what_is_no_parent_is_none() {
        let zeros = "0".repeat(32);
        for wrong in [
            String::new(),
            "ada".to_owned(),
            format!("00-{zeros}-{SPAN}-01"),
            format!("00-{TRACE}-0000000000000000-01"),
            format!("00-{TRACE}-{SPAN}"),
            format!("ff-{TRACE}-{SPAN}-01"),
        ] {
            assert_eq!(parent(&wrong), None, "{wrong}");
        }
        assert_eq!(parent_of(&HeaderMap::new()), None);
    }
}
