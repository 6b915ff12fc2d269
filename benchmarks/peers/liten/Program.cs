using Liten.Peers;

return PeerProgram.Run(args, static workers =>
{
    Host.Start(workers);
    return RowList.All;
});
