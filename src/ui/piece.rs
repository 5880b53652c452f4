//! Pieces of a page that are one type, whatever they are made of.
//!
//! Invariant: a piece is never changed into another one: it is replaced. What Leptos compiles for the type of each view (changing
//! it, telling it from others, and all of that again for whatever it stands in) is there once for all pieces. So the portal's
//! components are pieces, and so is everything in them that comes and goes; as `AnyView`s they would weigh 28 KB
//! more on the wire, as typed views more still.

use leptos::{
    prelude::*,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        renderer::{
            Rndr,
            types::{Element, Node},
        },
        view::{Mountable, Position, PositionState, add_attr::AddAnyAttr},
    },
};
use send_wrapper::SendWrapper;

/// See the module. It is in the page as soon as it is used in a view.
pub struct Piece(SendWrapper<Box<dyn Mountable>>);

/// Makes a piece of what `view!` gives.
pub fn piece(view: impl IntoView<State: 'static>) -> Piece {
    Piece(SendWrapper::new(Box::new(view.build())))
}

/// A piece that is made anew whenever something changes that `make` reads; `None`: nothing is there.
pub fn live(make: impl Fn() -> Option<Piece> + Send + 'static) -> Piece {
    let make: Box<dyn Fn() -> Option<Piece> + Send> = Box::new(make);
    piece(move || make().unwrap_or_else(nothing))
}

/// `"true"` or no attribute, as ARIA's states have it.
pub fn state(holds: impl Fn() -> bool + Send + Sync + 'static) -> Signal<Option<&'static str>> {
    Signal::derive(move || holds().then_some("true"))
}

fn nothing() -> Piece {
    Piece(SendWrapper::new(Box::new(Rndr::create_placeholder())))
}

/// A piece in the page.
pub struct InPage(Box<dyn Mountable>);

impl Render for Piece {
    type State = InPage;

    fn build(self) -> InPage {
        InPage(self.0.take())
    }

    fn rebuild(self, state: &mut InPage) {
        let mut new = self.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl Mountable for InPage {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}

/// Attributes belong to elements: a piece takes none.
impl AddAnyAttr for Piece {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _attribute: A) -> Self
    where
        Self: RenderHtml,
    {
        self
    }
}

/// Pieces are made in the browser; the server renders none.
impl RenderHtml for Piece {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _buf: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _cursor: &Cursor, _position: &PositionState) -> InPage {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
