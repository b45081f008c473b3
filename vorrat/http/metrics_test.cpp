#include "vorrat/http/metrics.h"

#include <string>

#include <gtest/gtest.h>

namespace vorrat::http {
namespace {

using namespace std::chrono_literals;

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Metrics, CountRequestsBySubjectAndStatus) {
    Metrics metrics;
    metrics.count("needs", 200, 2ms);
    metrics.count("needs", 200, 2ms);
    metrics.count("needs", 404, 2ms);

    const std::string text = metrics.text();

    EXPECT_TRUE(has_line(text, R"(vorrat_http_requests_total{subject="needs",status="200"} 2)"));
    EXPECT_TRUE(has_line(text, R"(vorrat_http_requests_total{subject="needs",status="404"} 1)"));
}

TEST(Metrics, PutEachLatencyIntoEveryBucketThatHoldsIt) {
    Metrics metrics;
    metrics.count("page", 200, 1ms);  // on the bound itself
    metrics.count("page", 200, 30ms);
    metrics.count("page", 200, 8s);

    const std::string text = metrics.text();

    const auto bucket = [&](const std::string& bound, int count) {
        return has_line(text, "vorrat_http_request_seconds_bucket{subject=\"page\",le=\"" + bound +
                                  "\"} " + std::to_string(count));
    };
    EXPECT_TRUE(bucket("0.001", 1)) << text;
    EXPECT_TRUE(bucket("0.025", 1)) << text;
    EXPECT_TRUE(bucket("0.05", 2)) << text;
    EXPECT_TRUE(bucket("5", 2)) << text;
    EXPECT_TRUE(bucket("+Inf", 3)) << text;
    EXPECT_TRUE(has_line(text, R"(vorrat_http_request_seconds_count{subject="page"} 3)")) << text;
    EXPECT_TRUE(has_line(text, R"(vorrat_http_request_seconds_sum{subject="page"} 8.031)")) << text;
}

TEST(Metrics, DescribeEachFigureOnce) {
    const std::string text =
        Metrics().text() + gauge("vorrat_x", "What it is.", 3) + process_figures();

    EXPECT_TRUE(has_line(text, "# TYPE vorrat_http_requests_total counter"));
    EXPECT_TRUE(has_line(text, "# TYPE vorrat_http_request_seconds histogram"));
    EXPECT_TRUE(has_line(text, "# HELP vorrat_x What it is."));
    EXPECT_TRUE(has_line(text, "vorrat_x 3"));
    EXPECT_TRUE(has_line(text, "# TYPE process_resident_memory_bytes gauge"));
}

}  // namespace
}  // namespace vorrat::http
