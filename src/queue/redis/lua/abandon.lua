-- The worker that had the turn has died. Its job goes back in line, or has ended for good when this was one death too many.
-- Only a death after the engine had begun the job's work counts.
-- ARGV: root, id, ticket, turn, most deaths, now (ms since the epoch), ttl of ended jobs (s), error as JSON
-- -> the checkpoint that nobody needs any more, or ''
if call('HGET', turns, ARGV[3]) ~= ARGV[4] then return '' end
local state = call('HGET', job, 'state')
if not state then
  -- The job's hash is lost: remove every other entry about it.
  call('HDEL', turns, ARGV[3])
  call('HDEL', running, id)
  call('HDEL', ends, id)
  call('ZREM', memberActive, id)
  call('INCR', version)
  changed()
  return ''
end
if state ~= 'running' then
  stopRunning()
  return dropCheckpoint()
end
local deaths = call('HGET', job, 'deaths') or 0
if call('HEXISTS', job, 'hasBegun') == 1 then deaths = call('HINCRBY', job, 'deaths', 1) end
if tonumber(deaths) < tonumber(ARGV[5]) then
  goBack()
  return ''
end
stopRunning()
finish('failed', 'error', ARGV[8], '{"type":"failed","error":' .. ARGV[8] .. '}', ARGV[6], ARGV[7])
return dropCheckpoint()
