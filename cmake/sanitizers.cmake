if(VORRAT_FUZZ)
  # Every room counts its branches for libFuzzer; the targets themselves link it (tests/fuzz).
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(VORRAT_SANITIZE)
  add_compile_options(-fsanitize=${VORRAT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${VORRAT_SANITIZE})
endif()
