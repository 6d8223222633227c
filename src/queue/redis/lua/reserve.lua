-- Holds a place for a job whose message is not posted yet, if the limits leave room. 0 is no limit.
-- ARGV: root, id, most reserved and waiting in all, of the user, of the community, most of the member at once, in 24 hours,
--   24 hours ago (ms since the epoch), lifetime of the reservation (s; 0: holds nothing, and only says what limit there is), fields and values of the job's hash...
-- -> 'ok', 'queue', 'user', 'community', 'member', or 'day' and the time of the job that has to become a day old
if call('EXISTS', job) == 1 then return { 'ok' } end
local fields = {}
for i = 10, #ARGV, 2 do fields[ARGV[i]] = ARGV[i + 1] end
local function isFull(count, most)
  return tonumber(most) > 0 and tonumber(count or 0) >= tonumber(most)
end
if isFull(call('ZCARD', waiting) + call('ZCARD', reserved), ARGV[3]) then return { 'queue' } end
if isFull(call('HGET', ofUser, fields.user), ARGV[4]) then return { 'user' } end
if isFull(call('HGET', ofCommunity, fields.community), ARGV[5]) then return { 'community' } end
if isFull(call('ZCARD', memberActive), ARGV[6]) then return { 'member' } end
call('ZREMRANGEBYSCORE', memberDay, '-inf', ARGV[8])
if isFull(call('ZCARD', memberDay), ARGV[7]) then
  return { 'day', call('ZREVRANGE', memberDay, ARGV[7] - 1, ARGV[7] - 1, 'WITHSCORES')[2] }
end
if tonumber(ARGV[9]) == 0 then return { 'ok' } end
local time = call('TIME')
call('HSET', job, unpack(ARGV, 10))
call('EXPIRE', job, ARGV[9])
call('ZADD', reserved, time[1] * 1000, fields.plan)
add(ofUser, fields.user, 1)
add(ofCommunity, fields.community, 1)
call('ZADD', memberActive, fields.createdAt, id)
call('ZADD', memberDay, fields.createdAt, id)
call('EXPIRE', memberDay, 2 * 24 * 60 * 60)
return { 'ok' }
