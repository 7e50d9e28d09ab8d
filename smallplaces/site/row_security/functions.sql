-- Who acts, and what they may see: the third form of the rule that trust/queries/sights.py says in
-- Python and as a filter. Laid anew after each migration (see applying.py).

DROP SCHEMA IF EXISTS rls CASCADE;
CREATE SCHEMA rls;
GRANT USAGE ON SCHEMA rls TO PUBLIC;

-- The key with which the site signs who acts. Only the owner of the tables reads it.
CREATE TABLE rls.signing_key (inner_pad bytea NOT NULL, outer_pad bytea NOT NULL);

-- Which answer to a question stands on which part of a person's one page.
CREATE TABLE rls.page_part (question text PRIMARY KEY, part text NOT NULL);

CREATE TYPE rls.who AS (office text, person bigint, at timestamptz, parties bigint[]);

-- Returns who acts in this transaction; all NULL unless it was signed for this very connection.
CREATE FUNCTION rls.actor() RETURNS rls.who
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said text[] := string_to_array(current_setting('smallplaces.actor', true), ' ');
    found rls.who;
    mac bytea;
BEGIN
    IF said IS NULL OR cardinality(said) <> 6 THEN
        RETURN NULL;
    END IF;
    SELECT sha256(outer_pad || sha256(inner_pad
        || convert_to(array_to_string(said[1:5], ' '), 'UTF8'))) INTO mac FROM rls.signing_key;
    IF mac IS NULL OR encode(mac, 'hex') <> said[6]
       OR said[5]::integer <> pg_backend_pid()
       OR said[4]::bigint < extract(epoch FROM clock_timestamp()) THEN
        RETURN NULL;
    END IF;
    found.office := said[1];
    found.at := timestamptz 'epoch' + said[3]::bigint * interval '1 microsecond';
    found.parties := '{}';
    IF found.office = 'person' THEN
        found.person := said[2]::bigint;
        SELECT array_agg(m.circle_id) INTO found.parties
          FROM circles_membership m JOIN circles_circle c ON c.party_ptr_id = m.circle_id
         WHERE m.person_id = found.person AND c.closed_at IS NULL AND m.joined_at <= found.at
           AND (m.ended_at IS NULL OR m.ended_at > found.at);
        found.parties := array_append(found.parties, found.person);
    END IF;
    RETURN found;
END $$;

CREATE FUNCTION rls.is_anyone(who rls.who) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ($1).office IS NOT NULL $$;

CREATE FUNCTION rls.is_known(who rls.who) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(($1).office IN ('person', 'keeper'), false)
$$;

CREATE FUNCTION rls.is_at(who rls.who, office text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(($1).office IN ($2, 'keeper'), false)
$$;

CREATE FUNCTION rls.is_one_of(who rls.who, parties bigint[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(($1).office = 'keeper' OR ($1).parties && $2, false)
$$;

CREATE FUNCTION rls.is_oneself(who rls.who, people bigint[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(($1).office = 'keeper' OR ($1).person = ANY ($2), false)
$$;

-- Whether `who` may see `shelf` of `subject`: a sight of theirs, or of a circle they belong to, has
-- begun, has not ended and has not run out, and no refusal goes before it.
CREATE FUNCTION rls.may_see(who rls.who, subject bigint, shelf text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (who).office = 'keeper' THEN
        RETURN true;
    ELSIF (who).office IS DISTINCT FROM 'person' THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
        SELECT FROM trust_sight s
         WHERE s.viewer_id = ANY ((who).parties) AND s.shelf = may_see.shelf
           AND s.subject_id = may_see.subject AND s.starts_at <= (who).at
           AND (s.until IS NULL OR s.until > (who).at) AND s.ended_at IS NULL
    ) AND NOT EXISTS (
        SELECT FROM trust_refusal r
         WHERE r.person_id = may_see.subject AND r.refused_id = ANY ((who).parties)
           AND r.shelf IN ('', may_see.shelf) AND r.said_at <= (who).at AND r.ended_at IS NULL
    );
END $$;

-- Whether `who` is one of `people`, or acts for one of them now.
CREATE FUNCTION rls.is_for_one_of(who rls.who, people bigint[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (who).office = 'keeper' OR (who).person = ANY (people) THEN
        RETURN true;
    ELSIF (who).office IS DISTINCT FROM 'person' THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
        SELECT FROM people_supporter s
         WHERE s.supporter_id = (who).person AND s.person_id = ANY (people)
           AND s.accepted_at <= (who).at AND s.until > (who).at AND s.ended_at IS NULL
    );
END $$;

-- Whether `who` holds a mandate for `verb`: over the whole place, or over `person`.
CREATE FUNCTION rls.may_do(who rls.who, verb text, person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN COALESCE((who).office = 'keeper', false) OR EXISTS (
        SELECT FROM trust_mandate m
         WHERE m.holder_id = (who).person AND m.verb = may_do.verb AND m.given_at <= (who).at
           AND m.until > (who).at AND m.ended_at IS NULL
           AND (m.over_id IS NULL OR m.over_id = may_do.person)
    );
END $$;

-- Whether `who` may see someone's one page, and the person put on it what they said about
-- `question` (or, for 'people', the people who matter to them).
CREATE FUNCTION rls.is_on_their_page(who rls.who, person bigint, question text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN rls.may_see(who, person, 'profile') AND EXISTS (
        SELECT FROM good_life_page p JOIN rls.page_part part ON part.part = ANY (p.parts)
         WHERE p.person_id = is_on_their_page.person
           AND part.question = is_on_their_page.question
    );
END $$;

-- Whether `who` looks into what was opened in need with this sight: as the advocate who was told,
-- or as someone who may review it.
CREATE FUNCTION rls.looks_into(who rls.who, sight bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM trust_breakglass g
         WHERE g.sight_id = looks_into.sight
           AND (g.advocate_id = (who).person
                OR rls.may_do(who, 'trust.review_break_glass', NULL))
    );
END $$;

-- Whether the person was told of what was opened in need with this sight; true for other sights.
CREATE FUNCTION rls.was_told(sight bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN NOT EXISTS (
        SELECT FROM trust_breakglass g
         WHERE g.sight_id = was_told.sight AND g.told_person_at IS NULL
    );
END $$;

-- Whether `who` is a guardian to whom the question about this look was passed on.
CREATE FUNCTION rls.hears_of(who rls.who, look bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN rls.may_do(who, 'trust.hear_questions', NULL) AND EXISTS (
        SELECT FROM trust_question q
         WHERE q.look_id = hears_of.look AND q.passed_on_at IS NOT NULL
    );
END $$;

-- Whether `who` has a part in an introduction: on a side, in a circle on a side, for a person on
-- a side, with sight of the asking person's plan, as its go-between, or as the one who asked.
CREATE FUNCTION rls.has_part_in(who rls.who, introduction bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (who).office = 'keeper' THEN
        RETURN true;
    ELSIF (who).office IS DISTINCT FROM 'person' THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
        SELECT FROM offers_side s
         WHERE s.introduction_id = has_part_in.introduction
           AND (s.party_id = ANY ((who).parties)
                OR rls.is_for_one_of(who, ARRAY[s.party_id])
                OR (s."end" = 'ASKING' AND rls.may_see(who, s.party_id, 'plan')))
    ) OR EXISTS (
        SELECT FROM offers_introduction i
         WHERE i.id = has_part_in.introduction
           AND (who).person IN (i.go_between_id, i.asked_by_id)
    );
END $$;

-- Whether nobody has ever belonged to a circle: whoever forms it comes in first.
CREATE FUNCTION rls.is_being_formed(circle bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN NOT EXISTS (
        SELECT FROM circles_membership m WHERE m.circle_id = is_being_formed.circle
    );
END $$;

-- Stops a change of what nobody changes: to whom a leave was given, and that it has ended. Only
-- the owner of the tables, who may change their very shape, is let through.
CREATE FUNCTION rls.stop_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Nobody changes this in a row of %. End it, and add another.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
