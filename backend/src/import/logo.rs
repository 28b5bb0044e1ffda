//! An office's mark: a file beside the office's own. It is served to every resident, so it is small, and an SVG holds
//! drawing alone: no script, nothing from elsewhere.

use crate::domain::profile::{Logo, LogoKind};
use roxmltree::{Document, Node};

/// Bytes of a logo at most: it is part of the first visit.
pub(super) const MAX_BYTES: usize = 32 * 1024;
/// Points of a PNG's side at most.
const MAX_SIDE: u16 = 2048;
/// How many times as wide as high a logo may be; it stands in one line with the name.
const MAX_RATIO: u16 = 6;

const SVG: &str = "http://www.w3.org/2000/svg";
/// What may be drawn with.
const ELEMENTS: [&str; 24] = [
    "svg",
    "g",
    "defs",
    "symbol",
    "use",
    "title",
    "desc",
    "metadata",
    "style",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
    "pattern",
];

/// The kind of picture that a plain file name promises; none for a name that leads elsewhere.
pub(super) fn kind_of(name: &str) -> Option<LogoKind> {
    let (stem, extension) = name.rsplit_once('.')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if stem.is_empty() || stem.starts_with('.') || !stem.bytes().all(plain) {
        return None;
    }
    match extension {
        "svg" => Some(LogoKind::Svg),
        "png" => Some(LogoKind::Png),
        _ => None,
    }
}

/// Checks a file; the error says what is wrong with it.
pub(super) fn read(kind: LogoKind, file: Vec<u8>) -> Result<Logo, String> {
    if file.len() > MAX_BYTES {
        return Err(format!("has {} bytes, at most {MAX_BYTES} are allowed", file.len()));
    }
    let [width, height] = match kind {
        LogoKind::Svg => svg(std::str::from_utf8(&file).map_err(|_| "is not UTF-8".to_owned())?)?,
        LogoKind::Png => png(&file).ok_or("is not a PNG")?,
    };
    if width > height.saturating_mul(MAX_RATIO) || height > width.saturating_mul(2) {
        return Err(format!(
            "is {width} by {height}: it may be at most {MAX_RATIO} times as wide as high, and at most twice as high as wide"
        ));
    }
    if width > MAX_SIDE || height > MAX_SIDE {
        return Err(format!("is {width} by {height}, at most {MAX_SIDE} by {MAX_SIDE} are allowed"));
    }
    Ok(Logo { kind, width, height, file })
}

/// Width and height from the first chunk.
fn png(file: &[u8]) -> Option<[u16; 2]> {
    let header = file.strip_prefix(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")?;
    let side = |at: usize| {
        let bytes: [u8; 4] = header.get(at..at + 4)?.try_into().ok()?;
        u16::try_from(u32::from_be_bytes(bytes)).ok().filter(|side| *side > 0)
    };
    file.ends_with(b"IEND\xaeB`\x82").then_some([side(0)?, side(4)?])
}

/// Width and height of a drawing that holds nothing but drawing.
fn svg(text: &str) -> Result<[u16; 2], String> {
    // Document types, and with them entities, are refused by the parser.
    let document = Document::parse(text).map_err(|error| format!("is not SVG: {error}"))?;
    let root = document.root_element();
    if !root.has_tag_name((SVG, "svg")) {
        return Err(format!("is not SVG: it has to begin with <svg xmlns=\"{SVG}\">"));
    }
    for node in document.descendants() {
        if node.is_pi() {
            return Err("holds an instruction for programs".to_owned());
        }
        if node.is_element() {
            element(&node)?;
        }
    }
    size(&root).ok_or_else(|| "needs a viewBox such as \"0 0 120 40\", or width and height in whole numbers".to_owned())
}

fn element(node: &Node<'_, '_>) -> Result<(), String> {
    let name = node.tag_name();
    if name.namespace() != Some(SVG) || !ELEMENTS.contains(&name.name()) {
        return Err(format!("holds <{}>; save it as a plain SVG, with shapes alone", name.name()));
    }
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        let unsafe_one = name.len() > 2 && name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"))
            || name.eq_ignore_ascii_case("href") && !value.starts_with('#')
            || leads_away(value);
        if unsafe_one {
            return Err(format!(
                "holds {name} on <{}>: neither scripts nor anything from elsewhere",
                node.tag_name().name()
            ));
        }
    }
    // All of its text: comments cut it into pieces.
    let style: String = node.children().filter_map(|child| child.text()).collect();
    if node.has_tag_name((SVG, "style")) && leads_away(&style) {
        return Err("holds a style that loads something".to_owned());
    }
    Ok(())
}

/// Whether a value, or a style, could load something. Whoever escapes characters there has something to hide.
fn leads_away(value: &str) -> bool {
    let plain: String = value.to_ascii_lowercase().split_whitespace().collect();
    let foreign = |after: &str| !after.trim_start_matches(['"', '\'']).starts_with('#');
    plain.contains(['\\', '@'])
        || plain.contains("javascript:")
        || plain.contains("expression(")
        || plain.contains("image(")
        || plain.contains("image-set(")
        || plain.split("url(").skip(1).any(foreign)
}

fn size(root: &Node<'_, '_>) -> Option<[u16; 2]> {
    // In whole hundreds at least, so that the ratio survives rounding.
    let whole = |width: f64, height: f64| {
        // Which numbers that are none do not satisfy.
        if ![width, height].iter().all(|side| *side > 0.0 && *side <= 1e6) {
            return None;
        }
        let scale = 100.0 / width.min(height);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a positive number, and `as` saturates"
        )]
        Some([(width * scale).round() as u16, (height * scale).round() as u16])
    };
    if let Some(view) = root.attribute("viewBox") {
        let numbers: Vec<f64> =
            view.split([' ', ',']).filter(|part| !part.is_empty()).map(str::parse).collect::<Result<_, _>>().ok()?;
        let [_, _, width, height] = numbers.as_slice() else { return None };
        return whole(*width, *height);
    }
    let side = |name| root.attribute(name)?.trim_end_matches("px").parse().ok();
    whole(side("width")?, side("height")?)
}

#[cfg(test)]
mod tests {
    use super::{LogoKind, MAX_BYTES, read};

    const DRAWING: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><defs><linearGradient id="a"/></defs>
        <style>.b{fill:url(#a)}</style><path class="b" style="fill:url( '#a')" d="M0 0h120v40z"/><use href="#a"/></svg>"##;

    fn fault(kind: LogoKind, file: impl AsRef<[u8]>) -> String {
        read(kind, file.as_ref().to_vec()).unwrap_err()
    }

    #[test]
    fn a_drawing_is_taken_with_its_size() {
        let logo = read(LogoKind::Svg, DRAWING.into()).unwrap();
        assert_eq!((logo.width, logo.height), (300, 100));
        let sized = DRAWING.replace("viewBox=\"0 0 120 40\"", "width=\"30px\" height=\"20\"");
        let logo = read(LogoKind::Svg, sized.into()).unwrap();
        assert_eq!((logo.width, logo.height), (150, 100));
    }

    #[test]
    fn what_is_more_than_a_drawing_is_refused() {
        for (addition, part) in [
            ("<script>alert(1)</script>", "<script>"),
            ("<foreignObject/>", "<foreignObject>"),
            ("<a href=\"#a\"/>", "<a>"),
            ("<image href=\"#a\"/>", "<image>"),
            ("<animate/>", "<animate>"),
            ("<script xmlns=\"\">alert(1)</script>", "<script>"),
            ("<path onclick=\"a()\"/>", "onclick"),
            ("<path ONLOAD=\"a()\"/>", "ONLOAD"),
            ("<use href=\"https://example.pl/a.svg#a\"/>", "href"),
            ("<use xmlns:x=\"http://www.w3.org/1999/xlink\" x:href=\"a.svg#a\"/>", "href"),
            ("<use href=\"data:image/svg+xml,a\"/>", "href"),
            ("<path fill=\"url(https://example.pl/a#a)\"/>", "fill"),
            ("<path style=\"fill:url(&quot;a&quot;)\"/>", "style"),
            ("<path style=\"fill:u\\72l(a)\"/>", "style"),
            ("<style>@import 'a';</style>", "loads"),
            ("<style>a{}<!-- -->@import 'a';</style>", "loads"),
            ("<style>path{fill:image-set('a' 1x)}</style>", "loads"),
            ("<style>path{fill:UR\nL(a)}</style>", "loads"),
            ("<?xml-stylesheet href=\"a\"?>", "instruction"),
        ] {
            let found = fault(LogoKind::Svg, DRAWING.replace("</svg>", &format!("{addition}</svg>")));
            assert!(found.contains(part), "{addition}: {found}");
        }
        let entity = format!("<!DOCTYPE svg [<!ENTITY a \"b\">]>{DRAWING}");
        assert!(fault(LogoKind::Svg, entity).contains("is not SVG"));
        assert!(fault(LogoKind::Svg, "<html/>").contains("has to begin with <svg"));
        assert!(fault(LogoKind::Svg, DRAWING.replace("0 0 120 40", "0 0 1200 40")).contains("times as wide"));
        assert!(fault(LogoKind::Svg, DRAWING.replace("0 0 120 40", "0 0 0 40")).contains("viewBox"));
        assert!(fault(LogoKind::Svg, DRAWING.replace("0 0 120 40", "0 0 NaN 40")).contains("viewBox"));
    }

    #[test]
    fn a_png_has_a_head_and_an_end() {
        let png = |width: u32, height: u32| {
            let head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".as_slice();
            [head, &width.to_be_bytes(), &height.to_be_bytes(), b"\x08\x06\x00\x00\x00....", b"\0\0\0\0IEND\xaeB`\x82"]
                .concat()
        };
        let logo = read(LogoKind::Png, png(200, 100)).unwrap();
        assert_eq!((logo.width, logo.height), (200, 100));
        for file in [png(0, 1), png(1 << 16, 1), b"GIF89a".to_vec(), Vec::new(), png(2, 2)[..40].to_vec()] {
            assert_eq!(fault(LogoKind::Png, file), "is not a PNG");
        }
        assert!(fault(LogoKind::Png, png(4096, 1024)).contains("at most 2048"));
        assert!(fault(LogoKind::Png, vec![0; MAX_BYTES + 1]).contains("bytes"));
    }
}
