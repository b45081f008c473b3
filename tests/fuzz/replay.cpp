// Runs a fuzz target over the files of folders, where libFuzzer is not linked:
//
//     csv_fuzz corpus/csv ...
//
// Exit code 1 when there is no seed to run.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int count, char** arguments) {
    std::size_t seeds = 0;
    for (int k = 1; k < count; ++k) {
        for (const auto& entry : std::filesystem::directory_iterator(arguments[k])) {
            std::ifstream in(entry.path(), std::ios::binary);
            const std::string bytes((std::istreambuf_iterator<char>(in)),
                                    std::istreambuf_iterator<char>());
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                   bytes.size());
            ++seeds;
        }
    }
    std::printf("%zu seeds\n", seeds);
    return seeds > 0 ? 0 : 1;
}
