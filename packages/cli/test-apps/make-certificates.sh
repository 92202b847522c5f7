# Makes an authority and three certificates in the current folder: good for localhost, over for a day, for another name.
set -e
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=authority 2>/dev/null
for each in good:localhost:2 over:localhost:-1 other:other.example:2; do
  IFS=: read -r name host days <<END
$each
END
  openssl req -newkey rsa:2048 -nodes -keyout "$name.key" -out "$name.csr" -subj "/CN=$host" 2>/dev/null
  echo "subjectAltName=DNS:$host" > "$name.ext"
  openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days "$days" -extfile "$name.ext" -out "$name.pem" 2>/dev/null
done
