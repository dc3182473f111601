#include <doctest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "lab/report/json_value.h"
#include "lab/report/report.h"
#include "sample.h"

using namespace lab::report;
using Json = nlohmann::ordered_json;
using lab::record::Absent;
using lab::record::Address;
using lab::record::BigInt;
using lab::record::Bytes;
using lab::record::List;
using lab::record::Map;
using lab::record::None;
using lab::record::Value;

namespace {

Json parsed(const lab::judge::Result& result, const JsonOptions& options = {}) {
  return Json::parse(to_json(std::span(&result, 1), options))["results"][0];
}

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& item : object.items())
    keys.push_back(item.key());
  return keys;
}

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("JSON: every key of the format, in its order, with its type") {
  const Json result = parsed(sample::passed_cycles().result);
  CHECK(keys_of(result) == Keys{"exercise", "person", "python", "source", "status", "cause",
                                "message", "score", "max_score", "seconds", "checks", "claims",
                                "stdout", "stderr", "log", "watched"});
  CHECK(result["exercise"] == "gc-cycles");
  CHECK(result["python"] == "3.11.2");
  CHECK(result["status"] == "passed");
  CHECK(result["cause"] == "exited");
  CHECK(result["message"].is_null());
  CHECK(result["seconds"].is_number_float());
  CHECK(result["stdout"] == "");
  CHECK(result["stderr"] == "");
  CHECK(result["watched"].dump() ==
        R"({"gc":{"collections":[0,0,1],"collected":2,"uncollectable":0}})");

  const Json& check = result["checks"][0];
  CHECK(keys_of(check) == Keys{"name", "status", "operator", "expected", "expected_text",
                               "observed", "points", "why", "hint", "claim", "file", "line",
                               "hidden"});
  CHECK(check["status"] == "passed");
  CHECK(check["operator"] == "equals");
  CHECK(check["expected"].is_number_integer());
  CHECK(check["observed"] == 2);
  CHECK(check["hint"].is_null());
  CHECK(check["claim"] == "a");
  CHECK(check["line"] == 14);

  const Json& claim = result["claims"][2];
  CHECK(keys_of(claim) == Keys{"id", "text", "verdict", "since", "source", "note", "evidence"});
  CHECK(claim["verdict"] == "outdated");
  CHECK(claim["since"] == "3.4");
  CHECK(claim["evidence"] == "confirmed");
  CHECK(result["claims"][0]["since"].is_null());
}

TEST_CASE("JSON: several results, two-space indent, a newline at the end") {
  const std::vector<lab::judge::Result> both = {sample::passed_cycles().result,
                                                sample::failed_cycles().result};
  const std::string text = to_json(both);
  CHECK(text.starts_with("{\n  \"version\": 1,\n  \"results\": [\n    {\n"));
  CHECK(text.ends_with("  ]\n}\n"));
  CHECK(Json::parse(text)["results"].size() == 2);
  CHECK(Json::parse(to_json({}))["results"] == Json::array());
}

TEST_CASE("JSON: points are whole where they can be") {
  lab::judge::Result result = sample::passed_cycles().result;
  CHECK(parsed(result)["score"].dump() == "4");
  result.score = 2.5;
  CHECK(parsed(result)["score"].dump() == "2.5");
}

TEST_CASE("JSON: what is not there is null") {
  const lab::judge::Result nothing;
  const Json result = parsed(nothing);
  for (const char* key : {"exercise", "message", "log"}) {
    CHECK(result[key].is_null());
  }
  for (const char* key : {"python", "source", "stdout", "stderr"})
    CHECK(result[key] == "");
  CHECK(result["checks"] == Json::array());
  CHECK(result["watched"] == Json::object());
  const Json missing = parsed(sample::failed_cycles().result)["checks"][2];
  CHECK(missing["status"] == "not-observed");
  CHECK(missing["observed"].is_null());
}

TEST_CASE("JSON: a hidden check gives nothing away unless it is asked to") {
  const lab::judge::Result result = sample::failed_cycles().result;
  CHECK(to_json(std::span(&result, 1)).find("77123") == std::string::npos);
  const Json check = parsed(result)["checks"][3];
  CHECK(check["name"] == "hidden check 1");
  CHECK(check["status"] == "failed");
  CHECK(check["points"] == 1);
  CHECK(check["operator"] == "equals");
  for (const char* key :
       {"expected", "expected_text", "observed", "hint", "claim", "file", "line"}) {
    CHECK(check[key].is_null());
  }
  CHECK(check["why"] == "");
  const Json revealed = parsed(result, {.reveal_hidden = true})["checks"][3];
  CHECK(revealed["expected"] == 77123);
  CHECK(revealed["hidden"] == true);
}

TEST_CASE("JSON: a form for each kind of value, none of them lossy") {
  CHECK(json_of(None{}).dump() == "null");
  CHECK(json_of(Value(true)).dump() == "true");
  CHECK(json_of(Value(std::numeric_limits<std::int64_t>::min())).dump() == "-9223372036854775808");
  CHECK(json_of(Value(std::numeric_limits<std::uint64_t>::max())).dump() == "18446744073709551615");
  CHECK(json_of(0.1).dump() == "0.1");
  CHECK(json_of(std::numeric_limits<double>::quiet_NaN()).dump() == "\"nan\"");
  CHECK(json_of(-std::numeric_limits<double>::infinity()).dump() == "\"-inf\"");
  CHECK(json_of(Address{0x7f00a0c4e9d0}).dump() == "\"0x7f00a0c4e9d0\"");
  CHECK(json_of(Address{0}).dump() == "\"0x0\"");
  CHECK(json_of(Bytes{std::string("a\0\xff", 3)}).dump() == R"({"bytes":"6100ff"})");
  CHECK(json_of(BigInt{"36893488147419103232"}).dump() == "\"36893488147419103232\"");
  CHECK(json_of(Absent{"from 3.12"}).dump() == R"({"absent":"from 3.12"})");
  CHECK(json_of(List{None{}, "x"}).dump() == R"([null,"x"])");
  CHECK(json_of(List{}).dump() == "[]");
  CHECK(json_of(Map{}).dump() == "{}");
  CHECK(json_of(Map{{"z", "1"}, {"a", List{Map{}}}}).dump() == R"({"z":"1","a":[{}]})");
}

TEST_CASE("JSON: invalid UTF-8 becomes U+FFFD, controls are escaped") {
  lab::judge::Result result;
  result.stdout_text = "a\xff\x1b[0m\xc2\x9b\u202e\U000E0041é";
  const std::string text = to_json(std::span(&result, 1));
  CHECK(text.find("a\ufffd\\u001b[0m\\u009b\\u202e\\udb40\\udc41é") != std::string::npos);
  CHECK(parsed(result)["stdout"] == "a\ufffd\x1b[0m\u009b\u202e\U000E0041é");
}
