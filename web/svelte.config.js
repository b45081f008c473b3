import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    // A table whose rows become a grid on a small screen loses its meaning unless the roles are named.
    warningFilter: (warning) => warning.code !== 'a11y_no_redundant_roles',
  },
};
