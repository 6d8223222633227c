-- A run that was given up for dead was not.
-- ARGV: root, id
if tonumber(call('HGET', job, 'deaths') or 0) > 0 then call('HINCRBY', job, 'deaths', -1) end
