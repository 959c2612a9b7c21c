// SPDX-License-Identifier: GPL-3.0-or-later
// Every scene is valid, with and without its defaults; every bad scene whose mistake is one of form
// is not.
import {readFileSync, readdirSync} from 'node:fs';
import {basename, join} from 'node:path';
import Ajv from 'ajv';
import YAML from 'yaml';

const root = process.env.ROOT;
const validate = new Ajv({allErrors: true, allowUnionTypes: true, strict: true, strictRequired: false,
                          strictTypes: false})
    .compile(JSON.parse(readFileSync('schema.json', 'utf8')));

// What only the program can see: files, names that are defined elsewhere, sums, mistakes in texts.
const beyond = new Set([
    'plane_same_weights', 'plane_weight_beyond', 'plane_label', 'plane_panel', 'plane_two_kinds',
    'plane_targets', 'plane_range', 'plane_distance', 'plane_field', 'plane_share', 'plane_two_weights',
    'controls_range', 'controls_range_upside_down', 'controls_scheduled', 'controls_unknown',
    'batch_too_large', 'compare_and_layout', 'compare_bad_value', 'compare_clocks',
    'compare_no_optimizers', 'compare_cells', 'compare_same_key', 'compare_video', 'compare_title',
    'compare_unknown_option', 'compare_unknown_panel', 'curves_left_and_series',
    'curves_log_below_zero', 'equation_latex', 'equation_optimizer', 'extends_itself',
    'extends_nothing', 'formula_control', 'formula_in_label', 'formula_in_panel',
    'formula_in_title', 'layout_not_a_rectangle', 'levels_fall', 'log_range_below_0',
    'missing_csv', 'network_words', 'orbit_without_end', 'range_upside_down', 'same_label',
    'scale_too_many_pixels', 'size_too_many_pixels', 'speed_and_every', 'speed_too_slow',
    'text_block', 'text_field', 'theme_missing', 'theme_unknown_field', 'too_many_states',
    'unknown_panel', 'unknown_title_field', 'word_in_csv', 'x_log_from_zero',
    'decay_of_adamw', 'decay_and_schedule', 'rule_option_bounds', 'rule_option_no_range', 'rule_state_plane', 'schedule_at_nothing',
    'panel_without_type', 'series_words', 'sweep_key', 'sweep_value', 'try_format_d',
    'try_formula_lambda', 'try_numbers_in_a_line', 'try_options_a_number', 'try_panel_of_matplotlib',
    'try_formula_comment', 'try_formula_comparison', 'try_formula_condition', 'try_formula_decimal_comma',
    'try_formula_equation', 'try_formula_short_name', 'try_formula_three_values', 'recorded_tensorboard',
    'recorded_no_steps', 'try_product_without_sign', 'try_start_random', 'try_tuple', 'yaml_bang',
    'compare_cells_and_rows', 'data_lines', 'data_a_number', 'data_columns_one', 'duration_long', 'fonts_missing',
    'fonts_no_font', 'formula_arguments', 'formula_empty', 'formula_open', 'formula_two_operators',
    'model_unknown_name', 'problem_empty', 'title_of_label', 'title_option_choice', 'title_option_differs',
    'title_option_half', 'title_option_position', 'title_option_scheduled', 'yaml_anchor_twice', 'yaml_control',
    'yaml_merge', 'yaml_tag', 'line_search_constants', 'shampoo_too_large',
    'network_batch', 'network_hidden_wide', 'network_loss_of_values', 'network_start_random', 'network_test_all',
    // What the schema leaves open: the inside of cameras, clips, schedules, series and themes.
    'camera_azimuth_word', 'camera_elevation_below', 'camera_elevation_sweep', 'camera_orbit_azimuth',
    'camera_orbit_number', 'camera_sweep_both', 'clip_both', 'clip_number', 'equation_latex_a_map',
    'equation_latex_long', 'equation_latex_number', 'equation_latex_second', 'equation_optimizer_a_list',
    'inner_a_list', 'inner_of_none', 'layout_weight_huge', 'layout_weights_many', 'panel_loss_of_function',
    'panel_loss_unknown', 'panel_type_a_list', 'schedule_piecewise', 'schedule_piecewise_falls',
    'schedule_formula_alone', 'schedule_formula_name', 'schedule_formula_nan', 'schedule_formula_negative',
    'schedule_join', 'schedule_join_half', 'schedule_leaves_bounds', 'schedule_of_inner', 'schedule_warmup_alone',
    'series_accuracy_of_function', 'series_accuracy_of_values', 'series_limit_of_adam', 'series_many_layers',
    'series_test_loss_of_none', 'series_trust_ratio_of_adam', 'series_unknown_layer', 'title_test_accuracy_of_none',
    'layers_of_loss', 'layers_of_one', 'layers_log_from_zero',
    'boundary_of_function', 'data_of_two_features', 'boundary_of_values', 'boundary_of_pixels', 'boundary_unknown_optimizer',
    'theme_classes_empty', 'series_a_number', 'series_many', 'series_x_log_below', 'size_half', 'start_three',
    'start_word', 'text_a_list', 'theme_cycle_empty', 'theme_cycle_long', 'theme_cycle_names',
    'theme_cycle_word', 'theme_dash_odd', 'theme_dash_style', 'theme_dash_word', 'theme_dash_zero',
    'theme_dashes_word', 'theme_marker_unknown', 'theme_markers_word', 'theme_of_a_list',
    // What the files hold.
    'network_file_answer', 'network_file_class_half', 'network_file_one_class', 'network_init_fortran', 'network_init_seven',
    'network_start_file', 'data_columns', 'data_decimal_comma', 'data_decimal_doubt',
    'data_json_list', 'data_missing', 'data_names_only', 'data_nan', 'data_no_rows',
    'data_open_quote', 'data_overflow', 'data_ragged', 'data_unknown_column', 'recorded_all_nan',
    'recorded_columns', 'recorded_goes_on', 'recorded_half_row',
    'recorded_third_weight', 'recorded_two_paths',
    // The lines of rules.
    'rule_arguments', 'rule_bare', 'rule_before_set', 'rule_chained', 'rule_columns', 'rule_compares',
    'rule_condition', 'rule_file_missing', 'rule_folded', 'rule_function', 'rule_grad_of_number', 'rule_groups',
    'rule_hdiag_weights', 'rule_in_file', 'rule_in_quotes', 'rule_indices', 'rule_joined', 'rule_max_of_number',
    'rule_names', 'rule_no_update', 'rule_no_w', 'rule_not_read', 'rule_parenthesis', 'rule_reduces_number', 'rule_reduces_sum',
    'rule_report_gradient', 'rule_report_number', 'rule_sets_inside', 'rule_sets_option', 'rule_state_kind',
    'rule_unknown_name',
]);

const scenes = folder =>
    readdirSync(folder).filter(name => name.endsWith('.scene')).map(name => join(folder, name));
let failed = 0;
const fail = text => {
    console.log(text);
    failed++;
};
const check = path => {
    const document = YAML.parseDocument(readFileSync(path, 'utf8'), {merge: true});
    if (document.errors.length)
        return document.errors.map(error => error.message);
    let scene;
    try {
        scene = document.toJS();
    } catch (error) { // an alias of nothing
        return [error.message];
    }
    return validate(scene) ? [] : validate.errors.map(error => `${error.instancePath} ${error.message}`);
};

for (const path of [...scenes(join(root, 'scenes')), ...scenes('whole')]) {
    const errors = check(path);
    if (errors.length)
        fail(`${path}: ${errors.join('; ')}`);
}
let rejected = 0;
for (const path of scenes(join(root, 'tests/bad'))) {
    const name = basename(path, '.scene'), found = check(path).length > 0;
    if (found === beyond.has(name))
        fail(`${name}: ${found ? 'found, but said to be beyond a schema' : 'not found'}`);
    rejected += found;
}
console.log(`${rejected} bad scenes found, ${beyond.size} beyond a schema`);
if (rejected < 45)
    fail('too few bad scenes were found');
process.exit(failed ? 1 : 0);
