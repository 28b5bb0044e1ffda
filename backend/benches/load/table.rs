//! Tables that can be read on a terminal and pasted into Markdown.

/// Prints a table; the first line names the columns. The first column is aligned to the left, all others to the right.
pub(crate) fn print(title: &str, lines: &[Vec<String>]) {
    let columns = lines.iter().map(Vec::len).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|column| lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max())
        .map(Option::unwrap_or_default)
        .collect();
    println!("\n{title}\n");
    for (number, line) in lines.iter().enumerate() {
        print_line(line, &widths);
        if number == 0 {
            let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            print_line(&rules, &widths);
        }
    }
}

fn print_line(line: &[String], widths: &[usize]) {
    let cells: Vec<String> = line
        .iter()
        .zip(widths)
        .enumerate()
        .map(|(column, (cell, width))| if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") })
        .collect();
    println!("| {} |", cells.join(" | "));
}

/// A rate, rounded to what it can be known to.
pub(crate) fn rate(per_second: f64) -> String {
    if per_second >= 10_000.0 { format!("{:.0}00", per_second / 100.0) } else { format!("{per_second:.0}") }
}

/// Milliseconds.
pub(crate) fn millis(millis: f64) -> String {
    if millis < 10.0 { format!("{millis:.2}") } else { format!("{millis:.1}") }
}
