using Liten.Peers;

return PeerProgram.Run(args, static workers =>
{
    Host.RequireThreads(workers);
    return RowList.All;
});
