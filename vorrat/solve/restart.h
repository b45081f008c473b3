#pragma once

namespace vorrat::solve {

/// What the restart rule looks at: errors are ||z - T(z)|| in the metric of T.
struct RestartLook {
    double error = 0;
    double at_restart = 0;   ///< the error at the last restart
    double before = 0;       ///< the error at the last look
    long since_restart = 0;  ///< steps
    long iterations = 0;     ///< steps in all
};

/// The restart rule of docs/math/solve.md section 7, for this room's first-order method and that of
/// vorrat/supply.
inline bool restart_due(const RestartLook& look) {
    /// Restart when the error fell to this share of what it was at the last restart ...
    constexpr double enough = 0.2;
    /// ... or to this share and rises again ...
    constexpr double some = 0.8;
    /// ... or when this share of all steps was made since.
    constexpr double long_ago = 0.36;
    const bool fell = look.error <= enough * look.at_restart;
    const bool rises = look.error <= some * look.at_restart && look.error > look.before;
    const bool old =
        static_cast<double>(look.since_restart) >= long_ago * static_cast<double>(look.iterations);
    return fell || rises || old;
}

}  // namespace vorrat::solve
