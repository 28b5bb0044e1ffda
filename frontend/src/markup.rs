//! Elements, written in Leptos' builder style and erased at once.
//!
//! `view!` makes a type of each element's tag, attributes and children, and compiles every such type for itself. Here an
//! element is a name with a list of attributes and a list of children, so that all elements are one Leptos view: the
//! page's program is a third smaller for it. What is built once stays; a part that changes is an attribute or a text
//! that follows its signals, or a [`live`] part, which is drawn anew.

use leptos::ev::Custom;
use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::tachys::html::attribute::custom::custom_attribute;
use leptos::tachys::html::element::custom;
use leptos::tachys::html::event::on;
use leptos::tachys::html::property::prop;
use leptos::tachys::reactive_graph::SharedReactiveFunction;
use std::sync::{Arc, Mutex};
use web_sys::Event;

/// An element that is being described.
#[must_use = "it is on the page only as somebody's child"]
pub struct El {
    tag: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// An element with this tag.
pub fn el(tag: &'static str) -> El {
    El { tag, attributes: Vec::new(), children: Vec::new() }
}

/// An element with this tag and these classes of the style sheet.
pub fn styled(tag: &'static str, class: &str) -> El {
    el(tag).attr("class", class)
}

/// A button that does something, and never sends a form.
pub fn button(class: &str, act: impl FnMut() + 'static) -> El {
    let mut act = act;
    styled("button", class).attr("type", "button").on("click", move |_| act())
}

/// A text for screen readers alone.
pub fn spoken(text: &str) -> El {
    styled("span", "visually-hidden").text(text)
}

impl El {
    /// Sets an attribute.
    pub fn attr(self, name: &'static str, value: &str) -> Self {
        self.with(custom_attribute(name, value.to_owned()).into_any_attr())
    }

    /// Sets attributes.
    pub fn attrs(mut self, attributes: &[(&'static str, &str)]) -> Self {
        for (name, value) in attributes {
            self = self.attr(name, value);
        }
        self
    }

    /// Names the element.
    pub fn id(self, id: &str) -> Self {
        self.attr("id", id)
    }

    /// Lets the program, but not Tab, put the focus on it.
    pub fn focusable(self) -> Self {
        self.attr("tabindex", "-1")
    }

    /// Keeps an attribute as `value` has it; without a value it is absent.
    pub fn attr_of(self, name: &'static str, value: impl Fn() -> Option<String> + Send + 'static) -> Self {
        self.shared_attr(name, Arc::new(Mutex::new(value)))
    }

    fn shared_attr(self, name: &'static str, value: SharedReactiveFunction<Option<String>>) -> Self {
        self.with(custom_attribute(name, value).into_any_attr())
    }

    /// Keeps an attribute at `true` as long as `flag` holds; else it is absent.
    pub fn flag(self, name: &'static str, flag: impl Fn() -> bool + Send + 'static) -> Self {
        self.attr_of(name, move || flag().then(|| "true".to_owned()))
    }

    /// Keeps an attribute at `true` or `false`.
    pub fn truth(self, name: &'static str, holds: impl Fn() -> bool + Send + 'static) -> Self {
        self.attr_of(name, move || Some(if holds() { "true" } else { "false" }.to_owned()))
    }

    /// Keeps a text field's value as `value` has it.
    pub fn value_of(self, value: impl Fn() -> String + Send + 'static) -> Self {
        let value: SharedReactiveFunction<String> = Arc::new(Mutex::new(value));
        self.with(prop("value", value).into_any_attr())
    }

    /// Keeps a switch (`checked`, `selected`) as `on` has it.
    pub fn switch_of(self, name: &'static str, on: impl Fn() -> bool + Send + 'static) -> Self {
        let on: SharedReactiveFunction<bool> = Arc::new(Mutex::new(on));
        self.with(prop(name, on).into_any_attr())
    }

    /// Puts markup inside that is trusted: a drawing of ours, or what the server has cleaned.
    pub fn markup(self, html: &str) -> Self {
        self.with(prop("innerHTML", html.to_owned()).into_any_attr())
    }

    /// Does something when an event comes.
    pub fn on(self, event: &'static str, act: impl FnMut(Event) + 'static) -> Self {
        self.listener(event, Box::new(act))
    }

    fn listener(self, event: &'static str, act: Box<dyn FnMut(Event)>) -> Self {
        self.with(on(Custom::<Event>::new(event), act).into_any_attr())
    }

    /// Adds a text.
    pub fn text(self, text: &str) -> Self {
        self.child(text.to_owned().into_any())
    }

    /// Adds whatever `text` says at the time.
    pub fn text_of(self, text: impl Fn() -> String + Send + 'static) -> Self {
        let text: SharedReactiveFunction<String> = Arc::new(Mutex::new(text));
        self.child(text.into_any())
    }

    /// Adds a child.
    pub fn child(mut self, child: impl Into<AnyView>) -> Self {
        self.children.push(child.into());
        self
    }

    /// Adds children; an `Option` adds one or none.
    pub fn children<V: Into<AnyView>>(mut self, children: impl IntoIterator<Item = V>) -> Self {
        for child in children {
            self.children.push(child.into());
        }
        self
    }

    fn with(mut self, attribute: AnyAttribute) -> Self {
        self.attributes.push(attribute);
        self
    }
}

impl From<El> for AnyView {
    fn from(element: El) -> Self {
        custom(element.tag).add_any_attr(element.attributes).child(element.children).into_any()
    }
}

/// Several elements side by side.
pub fn together(views: Vec<AnyView>) -> AnyView {
    views.into_any()
}

/// A part of the page that is drawn anew whenever a signal that `draw` reads has changed; what had the focus in it loses
/// it, so `draw` reads no more than it must.
pub fn live<V: Into<AnyView>>(draw: impl Fn() -> Option<V> + Send + 'static) -> AnyView {
    shared_view(Arc::new(Mutex::new(move || draw().map_or_else(|| ().into_any(), Into::into))))
}

fn shared_view(draw: SharedReactiveFunction<AnyView>) -> AnyView {
    draw.into_any()
}
