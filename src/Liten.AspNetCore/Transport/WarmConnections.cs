using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Liten;

/// <summary>
/// Connections that Kestrel reads from already and that wait for a client.
/// </summary>
internal sealed class WarmConnections
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly Queue<(SocketConnection Connection, long Since)> _vacant = new();
    private readonly HashSet<SocketConnection> _beginning = [];
    private readonly Lock _lock = new();
    private readonly TransportParts _parts;
    private readonly EndPoint _endPoint;
    private readonly TimeSpan _longestLife;
    private readonly Action<SocketConnection> _offer;
    private readonly JoinHandle _renewal;
    private bool _isOff;

    /// <param name="parts">What connections share.</param>
    /// <param name="endPoint">For the log.</param>
    /// <param name="keepAliveTimeout">When Kestrel gives up a connection that says nothing.</param>
    /// <param name="offer">Gives Kestrel a connection.</param>
    public WarmConnections(
        TransportParts parts, EndPoint endPoint, TimeSpan keepAliveTimeout, Action<SocketConnection> offer)
    {
        _parts = parts;
        _endPoint = endPoint;
        _longestLife = keepAliveTimeout / 2;
        _offer = offer;
        Fill();
        _renewal = parts.Runtime.Spawn(RenewAsync, new SpawnOptions { Name = $"warm connections of {endPoint}" });
    }

    /// <summary>Gives a client to a connection that waits for one.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryServe(Socket client)
    {
        while (TryTake(out SocketConnection? connection))
        {
            if (connection!.TryBegin(client))
            {
                Fill();
                return true;
            }
        }

        return false;
    }

    public async Task StopAsync()
    {
        _renewal.Abort();
        await _renewal.JoinAsync().AsTask().ConfigureAwait(false);
        TurnOff();
    }

    private async LitenTask RenewAsync()
    {
        while (true)
        {
            await Time.Sleep(s_look);
            if (SpeaksTls())
            {
                _parts.Log.WarmOff(_endPoint);
                TurnOff();
                return;
            }

            RetireOld();
            Fill();
        }
    }

    private bool TryTake(out SocketConnection? connection)
    {
        lock (_lock)
        {
            bool isTaken = _vacant.TryDequeue(out (SocketConnection Connection, long) oldest);
            connection = oldest.Connection;
            return isTaken;
        }
    }

    private void Fill()
    {
        lock (_lock)
        {
            while (!_isOff && _vacant.Count + _beginning.Count < _parts.Options.WarmConnections)
            {
                var connection = new SocketConnection(_parts, OnFirstRead);
                connection.Features.Set(new WarmStart(connection));
                _beginning.Add(connection);
                _offer(connection);
            }
        }
    }

    private void OnFirstRead(SocketConnection connection)
    {
        lock (_lock)
        {
            if (_beginning.Remove(connection) && !_isOff)
            {
                _vacant.Enqueue((connection, Environment.TickCount64));
                return;
            }
        }

        connection.Retire();
    }

    /// <summary>Ahead of Kestrel, which would close a connection just when its client comes.</summary>
    private void RetireOld()
    {
        lock (_lock)
        {
            _beginning.RemoveWhere(static connection => connection.HasEnded); // Kestrel has refused them.
            while (_vacant.TryPeek(out (SocketConnection Connection, long Since) oldest)
                && (oldest.Connection.HasEnded || Age(oldest.Since) > _longestLife))
            {
                _vacant.Dequeue().Connection.Retire();
            }
        }
    }

    /// <summary>Looks at one that Kestrel has had for two looks: nobody writes to its features any more.</summary>
    private bool SpeaksTls()
    {
        lock (_lock)
        {
            return _vacant.TryPeek(out (SocketConnection Connection, long Since) oldest)
                && Age(oldest.Since) > 2 * s_look
                && oldest.Connection.Features.Get<ITlsHandshakeFeature>() is not null;
        }
    }

    private void TurnOff()
    {
        lock (_lock)
        {
            _isOff = true;
            while (_vacant.TryDequeue(out (SocketConnection Connection, long) vacant))
            {
                vacant.Connection.Retire();
            }
        }
    }

    private static TimeSpan Age(long since) => TimeSpan.FromMilliseconds(Environment.TickCount64 - since);
}
