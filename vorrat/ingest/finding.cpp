#include "vorrat/ingest/finding.h"

#include <utility>

#include <fmt/format.h>

#include "vorrat/base/check.h"

namespace vorrat::ingest {

std::string to_string(Severity severity) {
    switch (severity) {
        case Severity::note:
            return "note";
        case Severity::warning:
            return "warning";
        case Severity::error:
            return "error";
    }
    impossible("a Severity outside its enum");
}

std::string to_string(const Finding& finding) {
    std::string text = finding.file;
    if (finding.line > 0) {
        text += fmt::format(":{}", finding.line);
    }
    if (finding.line > 0 && finding.column > 0) {
        text += fmt::format(":{}", finding.column);
    }
    text += ": ";
    if (!finding.subject.empty()) {
        text += finding.subject + ": ";
    }
    if (finding.expected.empty()) {
        return text + finding.found;
    }
    return text + fmt::format("want {}, got {}", finding.expected, finding.found);
}

namespace {

std::size_t& count_of(Findings& findings, Severity severity) {
    if (severity == Severity::note) {
        return findings.notes;
    }
    return severity == Severity::warning ? findings.warnings : findings.errors;
}

}  // namespace

void Findings::add(Finding finding) {
    std::size_t& count = count_of(*this, finding.severity);
    if (++count <= findings_kept_max) {
        kept.push_back(std::move(finding));
    }
}

void Findings::add_all(Findings others) {
    // What the others only counted is only counted here too, behind what they kept.
    for (Finding& finding : others.kept) {
        --count_of(others, finding.severity);
        add(std::move(finding));
    }
    notes += others.notes;
    warnings += others.warnings;
    errors += others.errors;
}

}  // namespace vorrat::ingest
