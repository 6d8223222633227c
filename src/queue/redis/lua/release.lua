-- The job's message is posted: it joins the line, or, with a result, has ended already.
-- ARGV: root, id, encoded job with its delivery, now (ms since the epoch), ttl of ended jobs (s)
-- -> 1, or 0 when the reservation has run out
local state = call('HGET', job, 'state')
if not state then return 0 end
if state ~= 'reserved' then return 1 end
local fields = call('HMGET', job, 'plan', 'user', 'community')
call('ZREM', reserved, fields[1])
add(ofUser, fields[2], -1)
add(ofCommunity, fields[3], -1)
local number = call('INCR', arrivals)
call('HSET', job, 'job', ARGV[3])
call('ZADD', open, number, id)
if call('HEXISTS', job, 'result') == 1 then
  call('HSET', job, 'state', 'done')
  call('ZREM', memberActive, id)
  call('ZADD', ended, ARGV[4], id)
  call('EXPIRE', job, ARGV[5])
else
  call('HSET', job, 'state', 'waiting')
  call('PERSIST', job)
  joinLine(number)
  changed()
end
return 1
