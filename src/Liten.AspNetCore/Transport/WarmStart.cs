using System.Net;
using Microsoft.AspNetCore.Http;

namespace Liten;

/// <summary>
/// A feature of a connection that began before its client came: Kestrel has noted its addresses too early.
/// </summary>
internal sealed class WarmStart(SocketConnection connection)
{
    /// <summary>Tells a request whom it comes from.</summary>
    public void Repair(ConnectionInfo request)
    {
        if (connection.RemoteEndPoint is IPEndPoint remote && connection.LocalEndPoint is IPEndPoint local)
        {
            (request.RemoteIpAddress, request.RemotePort) = (remote.Address, remote.Port);
            (request.LocalIpAddress, request.LocalPort) = (local.Address, local.Port);
        }
    }
}
