-- Gives a reserved place up, also one whose hash is lost.
-- ARGV: root, id, plan, user, community
if call('ZREM', reserved, ARGV[3]) == 0 then return end
add(ofUser, ARGV[4], -1)
add(ofCommunity, ARGV[5], -1)
call('ZREM', memberActive, id)
call('ZREM', memberDay, id)
call('DEL', job)
