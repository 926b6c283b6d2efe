-- Title:  Hospital stays considered for ASCOF 2D
-- Grain:  one row per hospital stay with a discharge in the period
-- Source: ASCOF 2D methodology, section 3. `left_out_by` is the first step that a stay does not pass. Codes are those of the
--         NHS data dictionary, compared as text; where one is missing the stay does not count. `hospital_exclusions` lists
--         those that take a stay out.

WITH excluded_admissions AS (
    SELECT code
    FROM hospital_exclusions
    WHERE field = 'admission_method'
),

excluded_discharges AS (
    SELECT code
    FROM hospital_exclusions
    WHERE field = 'discharge_method'
),

excluded_destinations AS (
    SELECT code
    FROM hospital_exclusions
    WHERE field = 'discharge_destination'
),

excluded_functions AS (
    SELECT code
    FROM hospital_exclusions
    WHERE field = 'treatment_function'
),

aged AS (
    SELECT
        h.nhs_number AS person_id,
        h.spell_id,
        h.admission_date,
        h.discharge_date,
        h.admission_method,
        h.discharge_method,
        h.discharge_destination,
        h.treatment_function,
        k.utla_code AS residence,
        h.sex,
        whole_years(make_date(h.birth_year, h.birth_month, 1), h.discharge_date) AS age
    FROM hospital_spells AS h
    CROSS JOIN run AS r
    LEFT JOIN lsoa_lookup AS k ON k.lsoa_2011 = h.lsoa_2011 AND k.utla_code LIKE 'E%'
    WHERE h.last_episode = 1 AND h.discharge_date >= r.period_start AND h.discharge_date <= r.period_end
),

judged AS (
    SELECT DISTINCT
        h.person_id,
        h.spell_id,
        h.admission_date,
        h.discharge_date,
        h.residence,
        h.sex,
        h.age,
        CASE
            WHEN h.person_id IS NULL THEN '01: no NHS number'
            WHEN h.age IS NULL THEN '02: age is unknown'
            WHEN h.age < 65 THEN '03: under 65 at discharge'
            WHEN h.admission_date IS NULL OR h.admission_date >= h.discharge_date THEN '04: no night in hospital'
            WHEN h.admission_date < r.joined_start THEN '05: admitted before the joined table begins'
            WHEN h.admission_method IS NULL OR a.code IS NOT NULL THEN '06: method of admission'
            WHEN h.discharge_method IS NULL OR d.code IS NOT NULL THEN '07: died in hospital, or method of discharge'
            WHEN h.discharge_destination IS NULL OR t.code IS NOT NULL THEN '08: went to another hospital, hospice or the like'
            WHEN h.treatment_function IS NULL
                OR f.code IS NOT NULL
                OR h.treatment_function LIKE '65%'
                OR h.treatment_function LIKE '7%'
                THEN '09: kind of treatment'
            WHEN h.residence IS NULL THEN '10: does not live in England'
        END AS left_out_by
    FROM aged AS h
    CROSS JOIN run AS r
    LEFT JOIN excluded_admissions AS a ON a.code = h.admission_method
    LEFT JOIN excluded_discharges AS d ON d.code = h.discharge_method
    LEFT JOIN excluded_destinations AS t ON t.code = h.discharge_destination
    LEFT JOIN excluded_functions AS f ON f.code = h.treatment_function
),

supported AS (
    SELECT
        s.person_id,
        s.admission_date,
        max(CASE WHEN l.service_type = 'Long term support: Community' THEN 1 ELSE 0 END) AS in_community,
        max(CASE WHEN l.service_type <> 'Long term support: Community' THEN 1 ELSE 0 END) AS in_institution
    FROM judged AS s
    INNER JOIN ascof_2d_long_term_support AS l
        ON l.person_id = s.person_id AND l.event_start <= s.admission_date AND l.event_end >= s.admission_date
    WHERE s.left_out_by IS NULL
    GROUP BY s.person_id, s.admission_date
)

SELECT
    s.person_id,
    s.spell_id,
    s.admission_date,
    s.discharge_date,
    s.residence,
    CASE
        WHEN s.age IS NULL THEN 'Unknown'
        WHEN s.age < 65 THEN 'Under 65'
        WHEN s.age < 75 THEN '65-74'
        WHEN s.age < 85 THEN '75-84'
        ELSE '85+'
    END AS age_band,
    CASE
        WHEN s.sex = '1' THEN 'Male'
        WHEN s.sex = '2' THEN 'Female'
        WHEN s.sex = '9' THEN 'Not specified'
        WHEN s.sex = '0' THEN 'Not known'
        ELSE s.sex
    END AS gender,
    CASE WHEN c.in_community = 1 THEN 'long term community' ELSE 'none' END AS support_at_admission,
    CASE
        WHEN c.in_institution = 1 THEN '11: in residential or nursing care, or prison, at admission'
        ELSE s.left_out_by
    END AS left_out_by
FROM judged AS s
LEFT JOIN supported AS c ON c.person_id = s.person_id AND c.admission_date = s.admission_date
