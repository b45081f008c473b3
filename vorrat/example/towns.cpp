#include "vorrat/example/towns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace vorrat::example {
namespace {

// clang-format off
constexpr std::array<Town, 30> town_table{{
    {"chemnitz", "Chemnitz", "Stadt Chemnitz", "14511000", 50.833593, 12.921602, 246334},
    {"annaberg_buchholz", "Annaberg-Buchholz", "Erzgebirgskreis", "14521020", 50.580572, 13.003162, 19619},
    {"aue_bad_schlema", "Aue-Bad Schlema", "Erzgebirgskreis", "14521035", 50.585486, 12.700986, 20353},
    {"marienberg", "Marienberg", "Erzgebirgskreis", "14521390", 50.651644, 13.159828, 16906},
    {"doebeln", "Döbeln", "Mittelsachsen", "14522080", 51.121669, 13.121007, 23583},
    {"freiberg", "Freiberg", "Mittelsachsen", "14522180", 50.914868, 13.344344, 40657},
    {"mittweida", "Mittweida", "Mittelsachsen", "14522360", 50.986925, 12.975993, 14475},
    {"auerbach", "Auerbach", "Vogtlandkreis", "14523020", 50.508726, 12.402307, 18237},
    {"plauen", "Plauen", "Vogtlandkreis", "14523320", 50.496039, 12.135285, 64597},
    {"reichenbach", "Reichenbach", "Vogtlandkreis", "14523340", 50.621891, 12.302996, 20487},
    {"glauchau", "Glauchau", "Landkreis Zwickau", "14524080", 50.817863, 12.542352, 22233},
    {"zwickau", "Zwickau", "Landkreis Zwickau", "14524330", 50.718556, 12.495641, 88690},
    {"dresden", "Dresden", "Stadt Dresden", "14612000", 51.051697, 13.736883, 556780},
    {"bautzen", "Bautzen", "Landkreis Bautzen", "14625020", 51.180868, 14.427688, 38425},
    {"hoyerswerda", "Hoyerswerda", "Landkreis Bautzen", "14625240", 51.438944, 14.244028, 32405},
    {"kamenz", "Kamenz", "Landkreis Bautzen", "14625250", 51.270734, 14.098251, 16914},
    {"goerlitz", "Görlitz", "Landkreis Görlitz", "14626110", 51.155287, 14.988035, 55980},
    {"loebau", "Löbau", "Landkreis Görlitz", "14626290", 51.096514, 14.664402, 14456},
    {"weisswasser", "Weißwasser", "Landkreis Görlitz", "14626600", 51.506620, 14.643284, 15886},
    {"zittau", "Zittau", "Landkreis Görlitz", "14626610", 50.896384, 14.806367, 25086},
    {"grossenhain", "Großenhain", "Landkreis Meißen", "14627060", 51.292057, 13.530550, 18199},
    {"meissen", "Meißen", "Landkreis Meißen", "14627140", 51.159993, 13.468635, 28282},
    {"radebeul", "Radebeul", "Landkreis Meißen", "14627210", 51.105975, 13.659342, 33894},
    {"freital", "Freital", "Sächsische Schweiz-Osterzgebirge", "14628110", 50.997194, 13.648120, 39703},
    {"pirna", "Pirna", "Sächsische Schweiz-Osterzgebirge", "14628270", 50.960723, 13.938938, 38422},
    {"leipzig", "Leipzig", "Stadt Leipzig", "14713000", 51.338288, 12.377931, 593145},
    {"borna", "Borna", "Landkreis Leipzig", "14729050", 51.123285, 12.497470, 19118},
    {"grimma", "Grimma", "Landkreis Leipzig", "14729160", 51.235476, 12.727140, 28173},
    {"delitzsch", "Delitzsch", "Nordsachsen", "14730070", 51.523330, 12.333551, 24823},
    {"torgau", "Torgau", "Nordsachsen", "14730310", 51.558563, 13.004299, 19883},
}};

constexpr std::array<Site, 10> site_table{{
    {"farms", "Farms around Mügeln", PlaceKind::source, "14730200", 51.236779, 13.046003},
    {"wholesale", "Wholesale market, Taucha", PlaceKind::source, "14730300", 51.381730, 12.501717},
    {"port", "Elbe port and container terminal, Riesa", PlaceKind::source, "14627230", 51.302510, 13.304633},
    {"mill", "Mill and bakery, Wurzen", PlaceKind::plant, "14729410", 51.369968, 12.735166},
    {"dairy", "Dairy, Wachau", PlaceKind::plant, "14625600", 51.160116, 13.904681},
    {"cannery", "Cannery and sugar works, Lommatzsch", PlaceKind::plant, "14627130", 51.196631, 13.308620},
    {"soapworks", "Oil mill, soap and hygiene works, Nossen", PlaceKind::plant, "14627180", 51.058625, 13.299465},
    {"hub_leipzig", "Hub Leipzig (Schkeuditz)", PlaceKind::hub, "14730270", 51.396211, 12.221712},
    {"hub_dresden", "Hub Dresden (Radeburg)", PlaceKind::hub, "14627220", 51.215453, 13.723805},
    {"hub_chemnitz", "Hub Chemnitz (Limbach-Oberfrohna)", PlaceKind::hub, "14524180", 50.858593, 12.767069},
}};
// clang-format on

}  // namespace

std::span<const Town> towns() { return town_table; }

std::span<const Site> sites() { return site_table; }

int road_km(Coordinates from, Coordinates to) {
    constexpr double earth_radius_km = 6371;
    constexpr double detour = 1.3;  // roads against the straight line, a usual planning figure
    constexpr double degree = std::numbers::pi / 180;
    const double north = std::sin((to.latitude - from.latitude) * degree / 2);
    const double east = std::sin((to.longitude - from.longitude) * degree / 2);
    const double h = north * north + std::cos(from.latitude * degree) *
                                         std::cos(to.latitude * degree) * east * east;
    const double km = detour * 2 * earth_radius_km * std::asin(std::sqrt(h));
    return std::max(1, static_cast<int>(std::floor(km + 0.5)));
}

}  // namespace vorrat::example
