#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "vorrat/ingest/ingest.h"

namespace vorrat::ingest {

/// A shop of two depots, one source and two items; ten days of needs, all sound, no findings but
/// notes. Tests replace single files of it.
inline Files small_workspace() {
    return {{"items.csv",
             "item_id,name,unit,kg_per_unit,litres_per_unit,shelf_life_days,tier,pack_size,group\n"
             "bread,Bread,piece,0.5,2,4,essential,10,food\n"
             "soap,Soap,piece,0.1,0.2,,basic,1,care\n"},
            {"places.csv",
             "place_id,name,kind,lat,lon,community,population,storage_litres\n"
             "mill,Mill,source,51.1,13.7,,,\n"
             "east,East,depot,51.2,13.9,,1200,5000\n"
             "west,West,depot,51.0,13.5,west town,800,\n"},
            {"lanes.csv",
             "from_place,to_place,mode,lead_days,km,capacity_kg,minimum_kg\n"
             "mill,east,road,2,40,1000,\n"
             "mill,west,road,1,25,,5\n"},
            {"needs.csv",
             "date,item_id,place_id,quantity,available,price\n"
             "2026-01-05,bread,east,3,1,2.5\n"
             "2026-01-06,bread,east,4,1,2.5\n"
             "2026-01-07,bread,east,0,0,2.5\n"
             "2026-01-05,soap,west,1,1,1\n"
             "2026-01-07,soap,west,2,1,1\n"}};
}

/// The small workspace with one file replaced or added.
inline Files small_workspace_with(const std::string& file, const std::string& text) {
    Files files = small_workspace();
    files[file] = text;
    return files;
}

/// All findings of a severity as lines.
inline std::vector<std::string> lines_of(const Reading& reading, Severity severity) {
    std::vector<std::string> lines;
    for (const Finding& finding : reading.findings.kept) {
        if (finding.severity == severity) {
            lines.push_back(to_string(finding));
        }
    }
    return lines;
}

}  // namespace vorrat::ingest
